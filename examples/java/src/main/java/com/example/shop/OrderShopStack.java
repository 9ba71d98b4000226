package com.example.shop;

import io.github.example_organisation.orderprocessingapi.OrderProcessingApi;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** A shop's stack: whatever else a shop has, and one line for its orders. */
public final class OrderShopStack extends Stack {
    private final OrderProcessingApi orders;

    /** What is {@code null} stays at its default. */
    public OrderShopStack(
            final Construct scope,
            final String id,
            final StackProps props,
            final String environmentSuffix,
            final Integer memorySize) {
        super(scope, id, props);

        this.orders = OrderProcessingApi.Builder.create(this, "Orders")
                .environmentSuffix(environmentSuffix)
                .memorySize(memorySize)
                .build();
    }

    public OrderProcessingApi getOrders() {
        return this.orders;
    }
}
