package com.example.shop;

import io.github.example_organisation.orderprocessingapi.OrderFieldSchemas;
import io.github.example_organisation.orderprocessingapi.OrderFields;
import io.github.example_organisation.orderprocessingapi.OrderProcessingApi;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** A shop that engraves what it sells: orders have custom fields. */
public final class OrderEngravingStack extends Stack {
    private static final Map<String, Object> ORDER = Map.of(
            "type", "object",
            "properties", Map.of(
                    "occasion", Map.of("enum", List.of("birthday", "wedding", "other")),
                    "neededBy", Map.of("type", "string", "format", "date")));

    private static final Map<String, Object> ITEM = Map.of(
            "type", "object",
            "properties", Map.of(
                    "engraving", Map.of("type", "string", "maxLength", 40, "x-personal", true),
                    "font", Map.of("enum", List.of("serif", "script"))));

    private final OrderProcessingApi orders;

    public OrderEngravingStack(
            final Construct scope,
            final String id,
            final StackProps props,
            final String environmentSuffix) {
        super(scope, id, props);

        this.orders = OrderProcessingApi.Builder.create(this, "Orders")
                .projectName("order-engraving")
                .environmentSuffix(environmentSuffix)
                .customFields(OrderFields.fromJsonSchema(
                        OrderFieldSchemas.builder().order(ORDER).item(ITEM).build()))
                .build();
    }

    public OrderProcessingApi getOrders() {
        return this.orders;
    }
}
