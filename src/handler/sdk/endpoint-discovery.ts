/*
 * Stands in the bundle for endpoint discovery: a call before the call, to an operation that the role may not call,
 * which is off unless AWS_ENABLE_ENDPOINT_DISCOVERY switches it on. Endpoints follow from region and settings here.
 */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => false,
  configFileSelector: () => false,
  default: false,
};

export function resolveEndpointDiscoveryConfig<T extends object>(config: T): T {
  return config;
}
