package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/example-organisation/cdk-order-processing-api-go/cdkorderprocessingapi"
)

type OrderEngravingStackProps struct {
	awscdk.StackProps
	EnvironmentSuffix *string
}

// OrderEngravingStack is a shop that engraves what it sells: orders have custom fields.
type OrderEngravingStack struct {
	awscdk.Stack
	Orders cdkorderprocessingapi.OrderProcessingApi
}

func NewOrderEngravingStack(scope constructs.Construct, id string, props *OrderEngravingStackProps) OrderEngravingStack {
	stack := awscdk.NewStack(scope, &id, &props.StackProps)

	orders := cdkorderprocessingapi.NewOrderProcessingApi(stack, jsii.String("Orders"), &cdkorderprocessingapi.OrderProcessingApiProps{
		ProjectName:       jsii.String("order-engraving"),
		EnvironmentSuffix: props.EnvironmentSuffix,
		CustomFields: cdkorderprocessingapi.OrderFields_FromJsonSchema(&cdkorderprocessingapi.OrderFieldSchemas{
			Order: &map[string]interface{}{
				"type": "object",
				"properties": map[string]interface{}{
					"occasion": map[string]interface{}{"enum": []string{"birthday", "wedding", "other"}},
					"neededBy": map[string]interface{}{"type": "string", "format": "date"},
				},
			},
			Item: &map[string]interface{}{
				"type": "object",
				"properties": map[string]interface{}{
					"engraving": map[string]interface{}{"type": "string", "maxLength": 40, "x-personal": true},
					"font":      map[string]interface{}{"enum": []string{"serif", "script"}},
				},
			},
		}),
	})
	return OrderEngravingStack{stack, orders}
}
