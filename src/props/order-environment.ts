/**
 * The environment that an `OrderProcessingApi` runs in. It names the stage and sets the defaults for
 * what happens to orders and logs when a stack goes away.
 */
export enum OrderEnvironment {
  /** Development: everything goes with the stack; logs are kept 14 days. */
  DEV = 'dev',
  /** Staging: everything goes with the stack; logs are kept 30 days. */
  STAGING = 'staging',
  /** Production: the table is retained and protected against deletion; logs are retained and kept 365 days. */
  PROD = 'prod',
}
