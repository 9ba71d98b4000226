package com.example.shop;

import software.amazon.awscdk.App;
import software.amazon.awscdk.StackProps;

public final class OrderShopApp {
    public static void main(final String[] args) {
        App app = new App();
        String environmentSuffix = textFrom(app, "environmentSuffix"); // cdk deploy -c environmentSuffix=pr-42
        String memorySize = textFrom(app, "memorySize"); // cdk deploy -c memorySize=512

        new OrderShopStack(
                app,
                "OrderShop",
                StackProps.builder().description("A shop that takes orders").build(),
                environmentSuffix,
                memorySize == null ? null : Integer.valueOf(memorySize));

        if (textFrom(app, "engraving") != null) { // cdk deploy -c engraving=true OrderEngraving
            new OrderEngravingStack(
                    app,
                    "OrderEngraving",
                    StackProps.builder().description("A shop that engraves what it sells").build(),
                    environmentSuffix);
        }

        app.synth();
    }

    private static String textFrom(final App app, final String key) {
        return (String) app.getNode().tryGetContext(key);
    }

    private OrderShopApp() {
    }
}
