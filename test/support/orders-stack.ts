/*
 * What most tests of the construct need: a stack that holds `new OrderProcessingApi(stack, 'Orders')`,
 * its template, and readers that keep an assertion on one line.
 */
import { App, AppProps, CfnElement, CfnResource, Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { IConstruct } from 'constructs';
import { OrderProcessingApi, OrderProcessingApiProps } from '../../src';

export interface OrdersStack {
  readonly stack: Stack;
  readonly orders: OrderProcessingApi;
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Output {
  readonly Value: unknown;
  readonly Export: { readonly Name: unknown };
}

export function ordersStack(props?: OrderProcessingApiProps, stackProps?: StackProps, context?: AppProps['context']): OrdersStack {
  const stack = new Stack(new App({ context }), 'Shop', stackProps);
  return { stack, orders: new OrderProcessingApi(stack, 'Orders', props) };
}

export function templateOf(props?: OrderProcessingApiProps, stackProps?: StackProps): Template {
  return Template.fromStack(ordersStack(props, stackProps).stack);
}

export function resourcesOf(template: Template): Record<string, Resource> {
  return template.toJSON().Resources;
}

export function outputsOf(template: Template): Record<string, Output> {
  return template.toJSON().Outputs ?? {};
}

/** The properties of every resource of a type, in the template's order. */
export function propertiesOf(template: Template, type: string): Record<string, unknown>[] {
  return Object.values(template.findResources(type)).map((resource) => resource.Properties);
}

/** Every resource that stands below a scope, made so far. */
export function madeIn(scope: IConstruct): string[] {
  return scope.node.findAll().filter((each) => CfnResource.isCfnResource(each)).map((each) => each.node.path);
}

/** The logical id of a construct's main resource. */
export function idOf(construct: IConstruct): string {
  return Stack.of(construct).resolve((construct.node.defaultChild as CfnElement).logicalId);
}

/** A resolved value as `Fn::Sub` would write it, for example `${Api}.execute-api.${AWS::Region}`. */
export function subOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { 'Ref': ref, 'Fn::GetAtt': getAtt, 'Fn::Join': join } = value as { 'Ref'?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
  if (ref !== undefined) return `\${${ref}}`;
  if (getAtt !== undefined) return `\${${getAtt.join('.')}}`;
  if (join !== undefined) return join[1].map(subOf).join(join[0]);
  throw new Error(`neither a string nor Ref, Fn::GetAtt or Fn::Join: ${JSON.stringify(value)}`);
}
