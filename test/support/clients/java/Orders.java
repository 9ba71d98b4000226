import com.google.gson.Gson;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.ApiResponse;
import org.openapitools.client.api.OrdersApi;
import org.openapitools.client.model.Currency;
import org.openapitools.client.model.Fault;
import org.openapitools.client.model.GatewayMessage;
import org.openapitools.client.model.ListedOrder;
import org.openapitools.client.model.Order;
import org.openapitools.client.model.OrderAccepted;
import org.openapitools.client.model.OrderItem;
import org.openapitools.client.model.OrderPage;
import org.openapitools.client.model.OrderRequest;
import org.openapitools.client.model.OrderStatus;
import org.openapitools.client.model.StatusRequest;
import org.openapitools.client.model.UnprocessableEntityProblem;
import org.openapitools.client.model.ValidationFailedProblem;

/** The client that OpenAPI Generator makes, as test/consumers/clients.consumer.ts uses each. */
final class Orders {
    /** What the test tells. */
    private static final class Shop {
        String url;
        String customerId;
        String token;
        String tokenWithoutScope;
        List<String> patterns;
    }

    private interface Call {
        Object run() throws ApiException;
    }

    private static OrdersApi with(Shop shop, String token) {
        ApiClient client = new ApiClient();
        client.setBasePath(shop.url);
        client.setBearerToken(token);
        return new OrdersApi(client);
    }

    private static ApiException refusalOf(Call call) throws ApiException {
        try {
            throw new IllegalStateException("no refusal, but " + call.run());
        } catch (ApiException refusal) {
            return refusal;
        }
    }

    /** By a name in any case. */
    private static String header(ApiResponse<?> answer, String name) {
        return answer.getHeaders().entrySet().stream().filter(entry -> entry.getKey().equalsIgnoreCase(name)).findFirst().orElseThrow().getValue().get(0);
    }

    public static void main(String[] args) throws ApiException, IOException {
        Shop shop = new Gson().fromJson(Files.readString(Path.of(args[0])), Shop.class);
        shop.patterns.forEach(Pattern::compile);
        OrdersApi orders = with(shop, shop.token);

        OrderItem mug = new OrderItem().productId("mug").quantity(2).price(29.99).name("Mug");
        OrderRequest request = new OrderRequest()
            .customerId(shop.customerId)
            .items(List.of(mug, new OrderItem().productId("gold").quantity(1).price(9999999999.99)))
            .currency(Currency.EUR)
            .metadata(Map.of("channel", "web"));
        OrderAccepted placed = orders.createOrder(request, shop.customerId + "-1");
        ApiResponse<OrderAccepted> again = orders.createOrderWithHttpInfo(request, shop.customerId + "-1");
        orders.createOrder(new OrderRequest().customerId(shop.customerId).items(List.of(mug)), null);

        ApiResponse<Order> read = orders.getOrderWithHttpInfo(placed.getOrderId());
        Order order = read.getData();
        String etag = header(read, "ETag");

        List<List<String>> pages = new ArrayList<>();
        String cursor = null;
        do {
            OrderPage page = orders.listOrders(shop.customerId, 1, cursor, null, null, null, null, null);
            pages.add(page.getOrders().stream().map(ListedOrder::getOrderId).toList());
            cursor = page.getNextCursor();
        } while (cursor != null);

        StatusRequest change = new StatusRequest().status(OrderStatus.CONFIRMED);
        ApiResponse<Order> confirmed = orders.updateOrderStatusWithHttpInfo(placed.getOrderId(), etag, change, shop.customerId + "-2");

        OrderRequest wrong = new OrderRequest().customerId(shop.customerId).items(List.of(mug)).totalAmount(1.0);
        ApiException refusal = refusalOf(() -> orders.createOrder(wrong, null));
        ValidationFailedProblem problem = UnprocessableEntityProblem.fromJson(refusal.getResponseBody()).getValidationFailedProblem();

        ApiException stranger = refusalOf(() -> with(shop, "no-token").getOrder(placed.getOrderId()));
        ApiException forbidden = refusalOf(() -> with(shop, shop.tokenWithoutScope).getOrder(placed.getOrderId()));

        System.out.println(new Gson().toJson(Map.of(
            "orderIds", List.of(placed.getOrderId(), again.getData().getOrderId()),
            "replayed", header(again, "Idempotency-Replayed"),
            "read", Map.of(
                "total", BigDecimal.valueOf(order.getTotalAmount()), "currency", order.getCurrency().getValue(), "status", order.getStatus().getValue(),
                "version", order.getVersion(), "etag", etag, "item", order.getItems().get(0).getName(), "channel", order.getMetadata().get("channel"),
                "isUtc", order.getCreatedAt().getOffset().equals(ZoneOffset.UTC)
            ),
            "pages", pages,
            "confirmed", Map.of("status", confirmed.getData().getStatus().getValue(), "etag", header(confirmed, "ETag")),
            "problem", Map.of(
                "status", problem.getStatus(), "type", problem.getType().getValue(), "pointers", problem.getErrors().stream().map(Fault::getPointer).toList()
            ),
            "unauthorized", Map.of("status", stranger.getCode(), "message", GatewayMessage.fromJson(stranger.getResponseBody()).getMessage()),
            "forbidden", forbidden.getCode()
        )));
    }
}
