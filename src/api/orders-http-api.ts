import { Lazy, Reference, Tokenization } from 'aws-cdk-lib';
import { AddRoutesOptions, CfnRoute, CorsHttpMethod, HttpApi, HttpApiProps, HttpMethod, HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct, IConstruct } from 'constructs';
import { isOpenOnPurpose } from './authorizer';
import { CorsSettings } from './cors';
import { shown } from '../props/validation';

interface OrdersHttpApiProps extends HttpApiProps {
  readonly corsPreflight?: CorsSettings;
}

/** An HTTP API that takes routes of the app's own beside those for orders. */
export class OrdersHttpApi extends HttpApi {
  private readonly openOnPurpose = new Set<IConstruct>();
  private readonly cors?: CorsSettings;
  private readonly corsMethods: Set<CorsHttpMethod>;

  public constructor(scope: Construct, id: string, { corsPreflight, ...props }: OrdersHttpApiProps) {
    const corsMethods = new Set(corsPreflight?.allowMethods);
    // A method for each route, also of those that are added later.
    const allowMethods = Lazy.list({ produce: () => [...corsMethods] }) as CorsHttpMethod[];
    super(scope, id, { ...props, corsPreflight: corsPreflight && { ...corsPreflight, allowMethods } });
    this.cors = corsPreflight;
    this.corsMethods = corsMethods;
  }

  public addRoutes(options: AddRoutesOptions): HttpRoute[] {
    const methods = options.methods ?? [HttpMethod.ANY];
    for (const method of methods) this.requireFree(method, options.path);
    this.allowFromBrowsers(methods, options.path);
    // The scopes of the API are asked by its own authorizer; another one may know none.
    const routes = super.addRoutes({ ...options, authorizationScopes: options.authorizationScopes ?? (options.authorizer && []) });
    if (isOpenOnPurpose(options.authorizer ?? this.defaultAuthorizer)) for (const route of routes) this.openOnPurpose.add(route);
    return routes;
  }

  /** The routes without an authorizer that nobody has said is left out on purpose, wherever in the app they were put on this API. */
  public openRoutes(): string[] {
    const routes = this.node.root.node.findAll().filter((each) => each instanceof CfnRoute && this.isOn(each)) as CfnRoute[];
    return routes.filter((route) => [undefined, 'NONE'].includes(route.authorizationType) && !this.openOnPurpose.has(route.node.scope!))
      .map(({ routeKey }) => routeKey);
  }

  private isOn({ apiId }: CfnRoute): boolean {
    return Tokenization.reverseString(apiId).tokens.some((token) => Reference.isReference(token) && token.target === this.node.defaultChild);
  }


  private requireFree(method: HttpMethod, path: string): void {
    if (this.node.tryFindChild(`${method}${path}`) === undefined) return;
    throw new Error(`[${this.node.path}] addRoutes must name a route that the API does not have yet, got ${method} ${path}`);
  }

  private allowFromBrowsers(methods: readonly HttpMethod[], path: string): void {
    if (this.cors === undefined || this.corsMethods.has(CorsHttpMethod.ANY)) return;
    const missing = methods.flatMap(corsMethodsOf).filter((method) => !this.corsMethods.has(method));
    if (this.cors.hasOwnMethods && missing.length > 0) {
      throw new Error(`[${this.node.path}] corsPreflight.allowMethods must include ${missing.join(' and ')} for the route ${path}, got ${shown([...this.corsMethods])}`);
    }
    for (const method of missing) this.corsMethods.add(method);
  }
}

/** Each by its name: browsers take `*` for all of them only when no credentials are sent. */
function corsMethodsOf(method: HttpMethod): CorsHttpMethod[] {
  return method === HttpMethod.ANY ? Object.values(CorsHttpMethod).filter((each) => each !== CorsHttpMethod.ANY) : [CorsHttpMethod[method]];
}
