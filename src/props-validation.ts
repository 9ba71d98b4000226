/*
 * What is wrong with props, found before the first resource exists. One function for each rule: it takes
 * a value and returns the faults, so that all of them are reported at once. Tokens have no value at
 * synth and are left to AWS to check.
 */
import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { CorsHttpMethod, CorsPreflightOptions, ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { OrderEnvironment } from './order-environment';
import { ResourceNames } from './resource-names';

/** The template's pattern for a name part. */
const NAME_PART = /^[a-z0-9-]+$/;

/** A logical id: what an output prefix becomes the beginning of. */
const LOGICAL_ID = /^[A-Za-z][A-Za-z0-9]*$/;

/** What a browser sends as `Origin`: scheme, host and port, no path and no trailing slash. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+$/;

/** AWS's limits on physical names, in characters. */
const NAME_LIMITS: readonly { resource: keyof ResourceNames; label: string; max: number }[] = [
  { resource: 'table', label: 'table', max: 255 },
  { resource: 'role', label: 'role', max: 64 },
  { resource: 'function', label: 'function', max: 64 },
  { resource: 'api', label: 'API', max: 128 },
];

export function validateEnvironment(value: OrderEnvironment | undefined): string[] {
  if (Token.isUnresolved(value)) return ['environment must be known at synth, since it sets defaults, got a token'];
  const accepted = Object.values(OrderEnvironment);
  return value === undefined || accepted.includes(value) ? [] : [`environment must be one of ${accepted.join(', ')}, got '${value}'`];
}

export function validateNamePart(prop: string, value: string): string[] {
  if (Token.isUnresolved(value) || NAME_PART.test(value)) return [];
  return [`${prop} must be lowercase letters, digits and hyphens (${NAME_PART.source}), got '${value}'`];
}

export function validateNameLengths(names: ResourceNames): string[] {
  return NAME_LIMITS.flatMap(({ resource, label, max }) => {
    const name = names[resource];
    if (name === undefined || Token.isUnresolved(name) || name.length <= max) return [];
    return [`projectName and environmentSuffix make the ${label} name '${name}' of ${name.length} characters, AWS accepts at most ${max}: shorten them${resource === 'api' ? '' : ' or set generatedNames'}`];
  });
}

export function validateWholeNumber(prop: string, value: number | undefined, min: number, max: number, unit: string): string[] {
  if (value === undefined || Token.isUnresolved(value)) return [];
  if (Number.isInteger(value) && value >= min && value <= max) return [];
  return [`${prop} must be a whole number from ${min} to ${max} ${unit}, got ${shown(value)}`];
}

export function validateDuration(prop: string, value: Duration | undefined, minSeconds: number, maxSeconds: number): string[] {
  if (value === undefined) return [];
  if (typeof value.toMilliseconds !== 'function') return [`${prop} must be a Duration such as Duration.seconds(${maxSeconds}), got ${shown(value)}`];
  if (value.isUnresolved()) {
    return value.unitLabel() === 'seconds' ? [] : [`${prop} must be a Duration.seconds() where its amount is a token, got ${value.unitLabel()}`];
  }
  const milliseconds = value.toMilliseconds();
  if (milliseconds % 1000 === 0 && milliseconds >= minSeconds * 1000 && milliseconds <= maxSeconds * 1000) return [];
  return [`${prop} must be whole seconds from ${minSeconds} to ${maxSeconds}, got ${value.toHumanString()}`];
}

export function validateRemovalPolicy(value: RemovalPolicy): string[] {
  const accepted = [RemovalPolicy.DESTROY, RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE];
  return accepted.includes(value) ? [] : [`removalPolicy must be one of ${accepted.join(', ')}, since tables and log groups have no snapshots, got ${value}`];
}

export function validateThrottle(throttle: ThrottleSettings | undefined): string[] {
  if (throttle === undefined) return [];
  const { rateLimit, burstLimit } = throttle;
  if (rateLimit === undefined || burstLimit === undefined) {
    // API Gateway reads a missing half as 0 and refuses every request.
    return [`throttle must have both rateLimit (requests per second) and burstLimit (requests), got rateLimit ${rateLimit} and burstLimit ${burstLimit}`];
  }
  const badRate = !Token.isUnresolved(rateLimit) && !(Number.isFinite(rateLimit) && rateLimit > 0);
  return [
    ...badRate ? [`throttle.rateLimit must be a number of requests per second above 0, got ${rateLimit}`] : [],
    ...validateWholeNumber('throttle.burstLimit', burstLimit, 1, 2_147_483_647, 'requests'),
  ];
}

export function validateLogRetention(value: RetentionDays): string[] {
  const accepted = Object.values(RetentionDays).filter((days) => typeof days === 'number');
  return Token.isUnresolved(value) || accepted.includes(value) ? [] : [`logRetention must be a member of RetentionDays, got ${shown(value)}`];
}

/** `methods` are those of the API's routes: without them a browser could call none of its own API. */
export function validateCors(
  { allowOrigins = [], allowMethods = [], allowCredentials = false, maxAge }: CorsPreflightOptions,
  methods: readonly CorsHttpMethod[],
): string[] {
  const missing = allowMethods.includes(CorsHttpMethod.ANY) ? [] : methods.filter((method) => !allowMethods.includes(method));
  return [
    ...validateOrigins(allowOrigins, allowCredentials),
    ...missing.length === 0 ? [] : [`corsPreflight.allowMethods must include ${missing.join(' and ')}, got ${shown(allowMethods)}`],
    ...validateDuration('corsPreflight.maxAge', maxAge, 0, 86_400),
  ];
}

function validateOrigins(origins: string[], withCredentials: boolean): string[] {
  if (Token.isUnresolved(origins)) return [];
  if (!Array.isArray(origins)) return [`corsPreflight.allowOrigins must be a list of origins, got ${shown(origins)}`];
  const malformed = origins.filter((origin) => origin !== '*' && !Token.isUnresolved(origin) && !isOrigin(origin));
  return [
    ...malformed.map((origin) => `corsPreflight.allowOrigins must hold '*' or origins such as 'https://shop.example.com' (no path, no trailing slash), got '${origin}'`),
    ...withCredentials && origins.includes('*')
      ? [`corsPreflight.allowCredentials needs named origins, browsers refuse it with '*', got allowOrigins ${shown(origins)}`]
      : [],
  ];
}

/** Whether a browser could send it: for the web's schemes it is what the URL standard makes of it. */
function isOrigin(text: string): boolean {
  if (!/^https?:/.test(text)) return ORIGIN.test(text);
  try {
    return new URL(text).origin === text;
  } catch {
    return false;
  }
}

export function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

export function validateOutputPrefix(prefix: string): string[] {
  if (prefix === '') return [];
  if (Token.isUnresolved(prefix)) return ['outputPrefix must be known at synth, since it begins logical ids, got a token'];
  if (LOGICAL_ID.test(prefix) && prefix.length <= 200) return [];
  return [`outputPrefix must be a letter followed by letters and digits, at most 200 characters (${LOGICAL_ID.source}), got '${prefix}'`];
}
