export * from './order-environment';
export * from './order-processing-api';
export * from './order-route';
