/*
 * Settings of a client for an emulator on a busy machine, which takes its time. What the handler does when the table does, other tests say.
 */
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { CLIENT_SETTINGS } from '../e2e/local-aws';

export const PATIENT_CLIENT: DynamoDBClientConfig = { ...CLIENT_SETTINGS, requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000 } };
