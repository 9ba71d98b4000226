package main

import (
	"log"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/example-organisation/cdk-order-processing-api-go/cdkorderprocessingapi"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	NewOrderShopStack(app, "OrderShop", &OrderShopStackProps{
		StackProps:        awscdk.StackProps{Description: jsii.String("A shop that takes orders")},
		EnvironmentSuffix: textFrom(app, "environmentSuffix"), // cdk deploy -c environmentSuffix=pr-42
		MemorySize:        numberFrom(app, "memorySize"),      // cdk deploy -c memorySize=512
	})
	if textFrom(app, "engraving") != nil { // cdk deploy -c engraving=true OrderEngraving
		NewOrderEngravingStack(app, "OrderEngraving", &OrderEngravingStackProps{
			StackProps:        awscdk.StackProps{Description: jsii.String("A shop that engraves what it sells")},
			EnvironmentSuffix: textFrom(app, "environmentSuffix"),
		})
	}
	app.Synth(nil)
}

type OrderShopStackProps struct {
	awscdk.StackProps
	EnvironmentSuffix *string
	MemorySize        *float64
}

// OrderShopStack is a shop's stack: whatever else a shop has, and one line for its orders.
type OrderShopStack struct {
	awscdk.Stack
	Orders cdkorderprocessingapi.OrderProcessingApi
}

func NewOrderShopStack(scope constructs.Construct, id string, props *OrderShopStackProps) OrderShopStack {
	stack := awscdk.NewStack(scope, &id, &props.StackProps)

	orders := cdkorderprocessingapi.NewOrderProcessingApi(stack, jsii.String("Orders"), &cdkorderprocessingapi.OrderProcessingApiProps{
		EnvironmentSuffix: props.EnvironmentSuffix,
		MemorySize:        props.MemorySize,
	})
	return OrderShopStack{stack, orders}
}

func textFrom(app awscdk.App, key string) *string {
	text, _ := app.Node().TryGetContext(&key).(string)
	if text == "" {
		return nil
	}
	return &text
}

func numberFrom(app awscdk.App, key string) *float64 {
	text := textFrom(app, key)
	if text == nil {
		return nil
	}
	number, err := strconv.ParseFloat(*text, 64)
	if err != nil {
		log.Fatalf("%s must be a number: %v", key, err)
	}
	return &number
}
