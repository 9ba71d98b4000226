/*
 * As much of OpenAPI 3.1 as our document uses.
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
import type { OperationId, Route } from '../../src/contract';

export type Schema = Readonly<Record<string, unknown>>;

/**
 * Our extension: whose an answer, or a header of it, is. `function`: ours, in every answer that the function gives with
 * this status. `api-gateway`: API Gateway's, which answers before or instead of the function.
 */
export type AnsweredBy = 'function' | 'api-gateway';

export interface Header {
  readonly 'description': string;
  /** Whether every answer with this status has it, whoever gives it. */
  readonly 'required'?: boolean;
  readonly 'schema': Schema;
  readonly 'x-answered-by': AnsweredBy;
}

export interface Example {
  readonly summary: string;
  readonly value: unknown;
}

export type Examples = Readonly<Record<string, Example>>;

export interface MediaType {
  readonly schema: Schema;
  readonly examples: Examples;
}

export interface AnswerMediaType extends MediaType {
  readonly 'x-answered-by': AnsweredBy;
}

export interface Response {
  readonly description: string;
  readonly headers: Readonly<Record<string, Header>>;
  readonly content: Readonly<Record<string, AnswerMediaType>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'header' | 'path' | 'query';
  readonly description: string;
  readonly required?: boolean;
  readonly schema: Schema;
  readonly example?: unknown;
}

export interface RequestBody {
  readonly description: string;
  readonly required: true;
  readonly content: { readonly 'application/json': MediaType };
}

export interface Operation {
  readonly 'operationId': OperationId;
  readonly 'tags': readonly string[];
  readonly 'summary': string;
  readonly 'description': string;
  /** Our extension: whether an API has this route when its `routes` are left out. */
  readonly 'x-on-by-default': boolean;
  readonly 'security'?: readonly Schema[];
  readonly 'parameters': readonly Parameter[];
  readonly 'requestBody'?: RequestBody;
  readonly 'responses': Readonly<Record<string, Response>>;
}

export type Method = Lowercase<Route['method']>;

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: Schema;
  readonly servers: readonly Schema[];
  readonly tags: readonly Schema[];
  readonly security: readonly Schema[];
  readonly paths: Readonly<Record<string, { readonly [method in Method]?: Operation }>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, Schema>>;
  };
}
