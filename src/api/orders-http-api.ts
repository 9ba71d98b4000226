import { Lazy, Reference, Tokenization } from 'aws-cdk-lib';
import { AddRoutesOptions, CfnRoute, CorsHttpMethod, HttpApi, HttpApiProps, HttpRoute, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { corsMethodsOf, methodsOf, OwnApi, validateAddedRoutes } from './added-routes';
import { headersSentTo, isOpenOnPurpose, nameOf } from './authorizer';
import { CorsSettings, missingHeaders } from './cors';
import { isResource, refusal, refuse } from '../props/validation';

interface OrdersHttpApiProps extends HttpApiProps {
  readonly corsPreflight?: CorsSettings;
}

interface OpenRoutes {
  readonly open: string[];
  readonly forgotten: string[];
}

/** HTTP API with the order routes, to which the app can add routes of its own. */
export class OrdersHttpApi extends HttpApi {
  private readonly cors?: CorsSettings;
  private readonly corsMethods: Set<CorsHttpMethod>;
  private readonly corsHeaders: string[];
  private readonly authorizers: Set<IHttpRouteAuthorizer>;

  public constructor(scope: Construct, id: string, { corsPreflight, ...props }: OrdersHttpApiProps) {
    const corsMethods = new Set(corsPreflight?.allowMethods);
    // Lazy, since each route that is added later adds its methods.
    const allowMethods = Lazy.list({ produce: () => [...corsMethods] }) as CorsHttpMethod[];
    // Lazy too, for the headers that the authorizers of added routes read. Headers that the app has set itself stay as they are.
    const corsHeaders = corsPreflight?.hasOwnHeaders ? corsPreflight.allowHeaders! : [...corsPreflight?.allowHeaders ?? []];
    const allowHeaders = corsPreflight?.hasOwnHeaders ? corsHeaders : Lazy.list({ produce: () => corsHeaders });
    super(scope, id, { ...props, corsPreflight: corsPreflight && { ...corsPreflight, allowMethods, allowHeaders } });
    this.cors = corsPreflight;
    this.corsMethods = corsMethods;
    this.corsHeaders = corsHeaders;
    this.authorizers = new Set(props.defaultAuthorizer && [props.defaultAuthorizer]);
  }

  public addRoutes(options: AddRoutesOptions): HttpRoute[] {
    refuse(this.node.scope!, validateAddedRoutes(options, this.own), 'options');
    const { authorizer = this.defaultAuthorizer, authorizationScopes } = options;
    const methods = methodsOf(options, this.cors !== undefined);
    const routes = super.addRoutes({
      ...options,
      methods,
      // The scopes of the API go with its default authorizer. Another authorizer may not support scopes.
      authorizationScopes: authorizationScopes ?? (authorizer === this.defaultAuthorizer ? undefined : []),
    });
    if (authorizer !== undefined) {
      routes.forEach((route) => this.refuseOpen(route, authorizer));
      this.authorizers.add(authorizer);
    }
    if (!this.corsMethods.has(CorsHttpMethod.ANY)) corsMethodsOf(methods).forEach((method) => this.corsMethods.add(method));
    if (!this.cors?.hasOwnHeaders) this.corsHeaders.push(...missingHeaders(this.corsHeaders, headersSentTo(authorizer)));
    return routes;
  }

  /** Rejects a route that an authorizer of an unknown class makes public: its type is known only after it has been bound. */
  private refuseOpen(route: HttpRoute, authorizer: IHttpRouteAuthorizer): void {
    const { authorizationType, routeKey } = route.node.defaultChild as CfnRoute;
    if (isOpenOnPurpose(authorizer) || ![undefined, 'NONE'].includes(authorizationType)) return;
    throw refusal(this.node.scope!, [
      `the authorizer of ${routeKey} must authenticate callers, or be new HttpNoneAuthorizer() to make the route public, got ${nameOf(authorizer)} with the authorization type NONE`,
    ]);
  }

  private get own(): OwnApi {
    return {
      defaultAuthorizer: this.defaultAuthorizer,
      authorizers: this.authorizers,
      hasRoute: (method, path) => this.node.tryFindChild(`${method}${path}`) !== undefined,
      cors: this.cors && {
        methods: this.corsMethods,
        hasOwnMethods: this.cors.hasOwnMethods,
        headers: this.corsHeaders,
        hasOwnHeaders: this.cors.hasOwnHeaders,
        withCredentials: this.cors.allowCredentials ?? false,
      },
    };
  }

  /** Public routes of this API, wherever the app has added them, and those of them without an explicit `HttpNoneAuthorizer`. */
  public openRoutes(): OpenRoutes {
    const routes = this.node.root.node.findAll().filter((each): each is CfnRoute => isResource(each, CfnRoute) && this.isOn(each));
    const open = routes.filter(({ authorizationType }) => [undefined, 'NONE'].includes(authorizationType));
    return { open: open.map(({ routeKey }) => routeKey), forgotten: open.filter((route) => !isBound(route)).map(({ routeKey }) => routeKey) };
  }

  private isOn({ apiId }: CfnRoute): boolean {
    return Tokenization.reverseString(apiId).tokens.some((token) => Reference.isReference(token) && token.target === this.node.defaultChild);
  }
}

/** Whether a route has an authorizer, including `HttpNoneAuthorizer`. The CDK keeps it in a field that its types do not declare. */
function isBound({ node: { scope } }: CfnRoute): boolean {
  return (scope as { authBindResult?: object } | undefined)?.authBindResult !== undefined;
}
