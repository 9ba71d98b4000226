export * from './i-order-events';
export * from './order-alarm-thresholds';
export { OrderAlarms } from './order-alarms';
export * from './order-environment';
export * from './order-event-type';
export * from './order-processing-api';
export * from './order-processing-api-props';
export * from './order-route';
