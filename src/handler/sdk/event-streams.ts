/*
 * Stands in the bundle for the SDK's event streams, which no operation of DynamoDB has. The SDK imports them when
 * a schema says that a message is one; this says so if that should ever happen.
 */
export class EventStreamSerde {
  public constructor() {
    throw new Error('this function is built without event streams');
  }
}

export const eventStreamSerdeProvider = undefined;
