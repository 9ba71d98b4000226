/** Physical names, as the reference template gave them. An undefined name is left to CloudFormation. */
export interface ResourceNames {
  readonly table?: string;
  readonly role?: string;
  readonly function?: string;
  /** CodeDeploy's application. */
  readonly deployments?: string;
  readonly api: string;
  readonly handlerLogGroup?: string;
  readonly accessLogGroup: string;
  /** Begins the names of the alarms. */
  readonly alarmPrefix?: string;
  readonly eventsRole?: string;
  readonly eventsFunction?: string;
  readonly eventsLogGroup?: string;
  readonly eventsDeadLetterQueue?: string;
  readonly dashboard?: string;
}

/** API Gateway writes here without a resource policy of its own for every log group, which an account has few of. */
const ACCESS_LOG_PREFIX = '/aws/vendedlogs/apigateway';

/** Names made of the project and its suffix: predictable, and the same in every region. */
export function fixedNames(projectName: string, suffix: string): ResourceNames {
  const base = `${projectName}-${suffix}`;
  return {
    table: `${base}-orders`,
    role: `${base}-lambda-role`,
    function: `${base}-order-processor`,
    deployments: `${base}-order-processor`,
    api: `${base}-orders-api`,
    handlerLogGroup: `/aws/lambda/${base}-order-processor`,
    accessLogGroup: `${ACCESS_LOG_PREFIX}/${base}-orders-api`,
    alarmPrefix: `${base}-orders`,
    eventsRole: `${base}-events-role`,
    eventsFunction: `${base}-order-events`,
    eventsLogGroup: `/aws/lambda/${base}-order-events`,
    eventsDeadLetterQueue: `${base}-order-events-failed`,
    dashboard: `${base}-orders`,
  };
}

/**
 * Names that collide with nothing in the account: CloudFormation makes up those that must be unique.
 * An API's name need not be, and the access log group keeps its prefix, so both are named here.
 */
export function generatedNames(projectName: string, suffix: string, uniqueId: string): ResourceNames {
  const { api } = fixedNames(projectName, suffix);
  return { api, accessLogGroup: `${ACCESS_LOG_PREFIX}/${uniqueId}` };
}
