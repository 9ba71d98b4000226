/*
 * Who works in the shop of `npm start`, and who buys there: people with tokens of the issuer on loopback.
 */
import { randomUUID } from 'node:crypto';
import { TokenIssuer } from './token-issuer';

/** Somebody who can sign in. */
export interface Person {
  readonly name: string;
  /** Valid for an hour. */
  readonly token: string;
}

export class People {
  public static async start(): Promise<People> {
    return new People(await TokenIssuer.start());
  }

  /** The `customerId` of Ann. Guests say themselves who they are when they order, so nobody may guess it. */
  public readonly ann = randomUUID();

  private constructor(public readonly issuer: TokenIssuer) {}

  /** All of them, with new tokens. */
  public async list(): Promise<Person[]> {
    return [
      { name: 'Kim, staff', token: await this.staff('kim') },
      { name: 'Sam, staff', token: await this.staff('sam') },
      { name: 'Ann, a customer', token: await this.customer(this.ann) },
    ];
  }

  public staff(sub: string): Promise<string> {
    return this.issuer.sign({ sub, scope: 'openid orders/admin' });
  }

  public customer(sub: string): Promise<string> {
    return this.issuer.sign({ sub, scope: 'openid' });
  }

  public stop(): Promise<void> {
    return this.issuer.stop();
  }
}
