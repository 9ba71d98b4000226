/*
 * The one-line example's template as a graph: its resources, and which of them refers to which.
 */
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { OrderProcessingApi } from '../../src';

export interface Node {
  readonly id: string;
  /** The path below the construct, without the CDK's `/Resource`. */
  readonly path: string;
  readonly type: string;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Whether it only waits for the other, and takes nothing from it. */
  readonly waits: boolean;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly DependsOn?: string | readonly string[];
}

export function oneLineExample(): Graph {
  const stack = new Stack(new App(), 'Shop');
  const orders = new OrderProcessingApi(stack, 'Orders');
  const resources: Record<string, TemplateResource> = Template.fromStack(stack).toJSON().Resources;
  const paths = new Map(orders.node.findAll().filter((each) => CfnResource.isCfnResource(each)).map((each) => (
    [stack.resolve(each.logicalId) as string, each.node.path.slice(orders.node.path.length + 1).replace(/\/Resource$/, '')]
  )));
  return {
    nodes: Object.entries(resources).map(([id, { Type }]) => ({ id, path: paths.get(id)!, type: Type })),
    edges: edgesOf(resources),
  };
}

export function edgesOf(resources: Readonly<Record<string, TemplateResource>>): Edge[] {
  return Object.entries(resources).flatMap(([from, { Properties, DependsOn = [] }]) => {
    const isOther = (id: string) => id in resources && id !== from;
    const taken = [...new Set(referencesIn(Properties))].filter(isOther);
    const awaited = [DependsOn].flat().filter((id) => isOther(id) && !taken.includes(id));
    return [...taken.map((to) => ({ from, to, waits: false })), ...awaited.map((to) => ({ from, to, waits: true }))];
  });
}

/** Every logical id in `Ref`, `Fn::GetAtt` and the placeholders of `Fn::Sub`. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String([inner].flat()[0]).split('.')[0]];
    const placeholders = key === 'Fn::Sub' ? [...String([inner].flat()[0]).matchAll(/\$\{([^!.}]+)/g)].map(([, id]) => id) : [];
    return [...placeholders, ...referencesIn(inner)];
  });
}
