"""
The reference template's handler, as it stands there but for one thing: numbers are parsed as decimals, since
DynamoDB's Python client refuses floats and with them the template's own documented order.
"""
import json
import boto3
import os
import uuid
from datetime import datetime
from decimal import Decimal

# Initialize DynamoDB client
dynamodb = boto3.resource('dynamodb')
table_name = os.environ['ORDERS_TABLE_NAME']
table = dynamodb.Table(table_name)

def lambda_handler(event, context):
    try:
        # Parse the incoming request body
        if 'body' in event:
            if isinstance(event['body'], str):
                body = json.loads(event['body'], parse_float=Decimal)
            else:
                body = event['body']
        else:
            body = event

        # Generate unique order ID if not provided
        order_id = body.get('orderId', str(uuid.uuid4()))

        # Prepare order data with timestamp
        order_data = {
            'orderId': order_id,
            'customerId': body.get('customerId', ''),
            'items': body.get('items', []),
            'totalAmount': body.get('totalAmount', 0),
            'currency': body.get('currency', 'USD'),
            'status': 'PROCESSING',
            'createdAt': datetime.utcnow().isoformat(),
            'updatedAt': datetime.utcnow().isoformat()
        }

        # Store order in DynamoDB
        response = table.put_item(Item=order_data)

        # Return success response
        return {
            'statusCode': 200,
            'headers': {
                'Content-Type': 'application/json',
                'Access-Control-Allow-Origin': '*'
            },
            'body': json.dumps({
                'message': 'Order processed successfully',
                'orderId': order_id,
                'status': 'PROCESSING'
            })
        }

    except Exception as e:
        print(f"Error processing order: {str(e)}")
        return {
            'statusCode': 500,
            'headers': {
                'Content-Type': 'application/json',
                'Access-Control-Allow-Origin': '*'
            },
            'body': json.dumps({
                'error': 'Internal server error',
                'message': str(e)
            })
        }
