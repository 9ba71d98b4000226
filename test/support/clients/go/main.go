// The client that OpenAPI Generator makes, as test/consumers/clients.consumer.ts uses each.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"os"
	"regexp"
	"strings"
	"time"

	orders "github.com/GIT_USER_ID/GIT_REPO_ID"
)

type shop struct {
	URL               string   `json:"url"`
	CustomerID        string   `json:"customerId"`
	Token             string   `json:"token"`
	TokenWithoutScope string   `json:"tokenWithoutScope"`
	Patterns          []string `json:"patterns"`
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func with(token string) context.Context {
	return context.WithValue(context.Background(), orders.ContextAccessToken, token)
}

// The typed body of an answer that is no success.
func modelOf(err error) interface{} {
	var refused *orders.GenericOpenAPIError
	if !errors.As(err, &refused) {
		log.Fatalf("no answer, but %v", err)
	}
	return refused.Model()
}

func main() {
	var shop shop
	must(0, json.Unmarshal(must(os.ReadFile(os.Args[1])), &shop))
	for _, pattern := range shop.Patterns {
		must(regexp.Compile(pattern))
	}

	configuration := orders.NewConfiguration()
	configuration.Servers = orders.ServerConfigurations{{URL: shop.URL}}
	api := orders.NewAPIClient(configuration).OrdersAPI
	ctx := with(shop.Token)

	mug := orders.NewOrderItem("mug", 2, 29.99)
	mug.SetName("Mug")
	request := orders.NewOrderRequest([]orders.OrderItem{*mug, *orders.NewOrderItem("gold", 1, 9999999999.99)})
	request.SetCustomerId(shop.CustomerID)
	request.SetCurrency(orders.EUR)
	request.SetMetadata(map[string]string{"channel": "web"})
	place := api.CreateOrder(ctx).OrderRequest(*request).IdempotencyKey(shop.CustomerID + "-1")
	placed, _, err := place.Execute()
	must(placed, err)
	again, replay, err := place.Execute()
	must(again, err)
	other := orders.NewOrderRequest([]orders.OrderItem{*mug})
	other.SetCustomerId(shop.CustomerID)
	_, _, err = api.CreateOrder(ctx).OrderRequest(*other).Execute()
	must(0, err)

	order, read, err := api.GetOrder(ctx, placed.OrderId).Execute()
	must(order, err)
	etag := read.Header.Get("ETag")

	pages := [][]string{}
	list := api.ListOrders(ctx).CustomerId(shop.CustomerID).Limit(1)
	for {
		page, _, err := list.Execute()
		must(page, err)
		ids := []string{}
		for _, each := range page.Orders {
			ids = append(ids, each.OrderId)
		}
		pages = append(pages, ids)
		if !page.HasNextCursor() {
			break
		}
		list = list.Cursor(page.GetNextCursor())
	}

	change := api.UpdateOrderStatus(ctx, placed.OrderId).StatusRequest(*orders.NewStatusRequest(orders.CONFIRMED))
	confirmed, changed, err := change.IfMatch(etag).IdempotencyKey(shop.CustomerID + "-2").Execute()
	must(confirmed, err)

	wrong := orders.NewOrderRequest([]orders.OrderItem{*mug})
	wrong.SetCustomerId(shop.CustomerID)
	wrong.SetTotalAmount(1)
	_, _, err = api.CreateOrder(ctx).OrderRequest(*wrong).Execute()
	problem := modelOf(err).(orders.UnprocessableEntityProblem).ValidationFailedProblem
	pointers := []string{}
	for _, fault := range problem.Errors {
		pointers = append(pointers, fault.Pointer)
	}

	_, stranger, err := api.GetOrder(with("no-token"), placed.OrderId).Execute()
	message := modelOf(err).(orders.GatewayMessage)
	_, forbidden, _ := api.GetOrder(with(shop.TokenWithoutScope), placed.OrderId).Execute()

	must(0, json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"orderIds": []string{placed.OrderId, again.OrderId},
		"replayed": replay.Header.Get("Idempotency-Replayed"),
		"read": map[string]interface{}{
			"total": order.TotalAmount, "currency": order.Currency, "status": order.Status, "version": order.Version, "etag": etag,
			"item": order.Items[0].GetName(), "channel": order.GetMetadata()["channel"], "isUtc": strings.HasSuffix(order.CreatedAt.Format(time.RFC3339), "Z"),
		},
		"pages":        pages,
		"confirmed":    map[string]interface{}{"status": confirmed.Status, "etag": changed.Header.Get("ETag")},
		"problem":      map[string]interface{}{"status": problem.Status, "type": problem.Type, "pointers": pointers},
		"unauthorized": map[string]interface{}{"status": stranger.StatusCode, "message": message.Message},
		"forbidden":    forbidden.StatusCode,
	}))
}
