import { Lazy, Reference, Tokenization } from 'aws-cdk-lib';
import { AddRoutesOptions, CfnRoute, CorsHttpMethod, HttpApi, HttpApiProps, HttpRoute, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { corsMethodsOf, methodsOf, OwnApi, validateAddedRoutes } from './added-routes';
import { headersSentTo, isOpenOnPurpose, nameOf } from './authorizer';
import { CorsSettings, missingHeaders } from './cors';
import { isResource } from '../props/validation';

interface OrdersHttpApiProps extends HttpApiProps {
  readonly corsPreflight?: CorsSettings;
}

interface OpenRoutes {
  readonly open: string[];
  readonly forgotten: string[];
}

/** An HTTP API that takes routes of the app's own beside those for orders. */
export class OrdersHttpApi extends HttpApi {
  private readonly cors?: CorsSettings;
  private readonly corsMethods: Set<CorsHttpMethod>;
  private readonly corsHeaders: string[];
  private readonly authorizers: Set<IHttpRouteAuthorizer>;

  public constructor(scope: Construct, id: string, { corsPreflight, ...props }: OrdersHttpApiProps) {
    const corsMethods = new Set(corsPreflight?.allowMethods);
    // A method for each route, also of those that are added later.
    const allowMethods = Lazy.list({ produce: () => [...corsMethods] }) as CorsHttpMethod[];
    // And the headers that their authorizers ask for, unless the app has named the headers itself.
    const corsHeaders = [...corsPreflight?.allowHeaders ?? []];
    const allowHeaders = corsPreflight?.hasOwnHeaders ? corsPreflight.allowHeaders : Lazy.list({ produce: () => corsHeaders });
    super(scope, id, { ...props, corsPreflight: corsPreflight && { ...corsPreflight, allowMethods, allowHeaders } });
    this.cors = corsPreflight;
    this.corsMethods = corsMethods;
    this.corsHeaders = corsHeaders;
    this.authorizers = new Set(props.defaultAuthorizer && [props.defaultAuthorizer]);
  }

  public addRoutes(options: AddRoutesOptions): HttpRoute[] {
    const faults = validateAddedRoutes(options, this.own);
    if (faults.length > 0) throw new Error(`[${this.node.scope!.node.path}] ${faults.join('; ')}`);
    const { authorizer = this.defaultAuthorizer, authorizationScopes } = options;
    const methods = methodsOf(options, this.cors !== undefined);
    const routes = super.addRoutes({
      ...options,
      methods,
      // The scopes of the API are asked by its own authorizer; another one may know none.
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

  /** An authorizer that somebody wrote themselves need not say before it is bound that it asks nothing. */
  private refuseOpen(route: HttpRoute, authorizer: IHttpRouteAuthorizer): void {
    const { authorizationType, routeKey } = route.node.defaultChild as CfnRoute;
    if (isOpenOnPurpose(authorizer) || ![undefined, 'NONE'].includes(authorizationType)) return;
    throw new Error(
      `[${this.node.scope!.node.path}] the authorizer of ${routeKey} must ask who calls, or be new HttpNoneAuthorizer() to let anybody in, got ${nameOf(authorizer)}, which is bound as NONE`,
    );
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

  /** The routes without an authorizer, wherever in the app they were put on this API, and those among them of which nobody has said that this is on purpose. */
  public openRoutes(): OpenRoutes {
    const routes = this.node.root.node.findAll().filter((each): each is CfnRoute => isResource(each, CfnRoute) && this.isOn(each));
    const open = routes.filter(({ authorizationType }) => [undefined, 'NONE'].includes(authorizationType));
    return { open: open.map(({ routeKey }) => routeKey), forgotten: open.filter((route) => !isBound(route)).map(({ routeKey }) => routeKey) };
  }

  private isOn({ apiId }: CfnRoute): boolean {
    return Tokenization.reverseString(apiId).tokens.some((token) => Reference.isReference(token) && token.target === this.node.defaultChild);
  }
}

/** Whether an authorizer has been put on the route, if only `HttpNoneAuthorizer`: the CDK keeps what it said, which no type declares. */
function isBound({ node: { scope } }: CfnRoute): boolean {
  return (scope as { authBindResult?: object } | undefined)?.authBindResult !== undefined;
}
