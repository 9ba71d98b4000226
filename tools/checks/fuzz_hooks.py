"""What of a request that is meant to be valid JSON Schema cannot say, and openapi.json says in words.

Schemathesis makes requests that the schemas allow, and holds the API to accepting them (`positive_data_acceptance`). These
hooks make such a request keep the rules in words too, written down here anew and not taken from the handler: so a
rule that is not what the document says is found.
"""
import json
import os
import re
from decimal import ROUND_DOWN, Decimal
from itertools import cycle

import schemathesis

# The digits after the point, where they are not two (ISO 4217).
DIGITS = {
    **dict.fromkeys('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(), 0),
    **dict.fromkeys('BHD IQD JOD KWD LYD OMR TND'.split(), 3),
    **dict.fromkeys('CLF UYW'.split(), 4),
}

# Of the smallest unit of a currency: 9999999999999.99 in USD, 999999999999999 in JPY.
LARGEST = 999_999_999_999_999

AMOUNTS = ['shippingAmount', 'taxAmount', 'discountAmount', 'totalAmount']
ITEM_AMOUNTS = ['price', 'discountAmount', 'taxAmount']

MOST_KEY_CHARACTERS = 255

# Orders that there are, with the id of a parcel where they have one.
ORDERS = json.loads(os.environ['FUZZ_ORDERS'])

orders = cycle(ORDERS)

# The most lines of one of them, and the digits of their currency.
LINES = 2
ORDER_DIGITS = 2

# Problems that follow from the state and not from the request: another order a moment ago, and what is left of an order.
OF_THE_STATE = ('idempotency-key-reused', 'exceeds-order')

# Only a customer may leave out `customerId`, and the caller is staff.
CUSTOMER = 'customer123'


@schemathesis.hook
def before_call(context, case, **kwargs):
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    mend_key(case)
    if case.operation.label == 'POST /orders' and isinstance(case.body, dict):
        case.body = mended({'customerId': CUSTOMER, **case.body})
        # One of them: the order's id is the client's, or it follows from the key.
        if 'orderId' in case.body:
            case.headers.pop('Idempotency-Key', None)
    if case.operation.label == 'GET /orders':
        mend_list(case.query)
    if ORDERS and 'orderId' in case.path_parameters:
        case.path_parameters.update({name: value for name, value in next(orders).items() if name in case.path_parameters and value})
    if case.operation.label.endswith(('/fulfilments', '/fulfilments/{fulfilmentId}', '/returns')) and isinstance(case.body, dict):
        case.body = mended_change(case.body)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """False for what follows from the state and not from the request."""
    if type(failure).__name__ != 'RejectedPositiveData':
        return True
    problem = response.json()
    if problem.get('type', '').rpartition(':')[2] in OF_THE_STATE:
        return False
    # No text that is made up is a cursor, but one that was given out.
    return [error.get('parameter') for error in problem.get('errors', [])] != ['cursor']


def mend_key(case):
    """Without its quotes and backslashes a key is no longer than it may be."""
    key = (case.headers or {}).get('Idempotency-Key')
    if key and key.startswith('"') and len(key.replace('\\"', '"').replace('\\\\', '\\')) - 2 > MOST_KEY_CHARACTERS:
        case.headers['Idempotency-Key'] = f'"{"k" * MOST_KEY_CHARACTERS}"'


def mend_list(query):
    """Of one customer, or of all in a status and a time."""
    if 'status' in query:
        query.pop('customerId', None)
        if 'createdFrom' in query:
            query.pop('createdTo', None)
        return
    query.setdefault('customerId', CUSTOMER)
    for name in 'createdFrom', 'createdTo', 'sort':
        query.pop(name, None)


def mended_change(request):
    """Each line once, and no more of it than there is; a refund that the currency has; a host in a URL."""
    items = {item['lineNumber'] % LINES + 1: item for item in request.get('items', [])}
    return {
        **request,
        **({'items': [{**item, 'lineNumber': number, 'quantity': 1} for number, item in items.items()]} if items else {}),
        **({'refundAmount': from_units(min(1, to_units(request['refundAmount'], ORDER_DIGITS)), ORDER_DIGITS)} if 'refundAmount' in request else {}),
        **({'trackingUrl': re.sub('//[^/?#]*', '//example.com', request['trackingUrl'], count=1)} if 'trackingUrl' in request else {}),
    }


def mended(order):
    digits = DIGITS.get(order.get('currency', 'USD'), 2)
    included = order.get('taxIncluded', False)
    items = [mended_item(item, digits, included) for item in order['items']]
    units = {name: to_units(order[name], digits) for name in AMOUNTS if name in order}
    discounts = [{**each, 'amount': to_units(each['amount'], digits)} for each in order.get('discounts', [])]
    if discounts:
        units['discountAmount'] = sum(each['amount'] for each in discounts)
    if sum_of(items, units, included) > LARGEST or units.get('discountAmount', 0) > sum_of(items, units, included):
        items = [free(item, price=item['price'] if index == 0 else 0) for index, item in enumerate(items)]
        discounts = [{**each, 'amount': 0} for each in discounts]
        units = {name: 0 for name in units}
    total = sum_of(items, units, included) - units.get('discountAmount', 0)
    if included and 'taxAmount' in units:
        rest = total + units.get('discountAmount', 0) - sum(item.get('taxAmount', 0) for item in items)
        units['taxAmount'] = min(units['taxAmount'], total, rest)
    if 'totalAmount' in units:
        units['totalAmount'] = total
    return {
        **order,
        'items': [{**item, **{name: from_units(item[name], digits) for name in ITEM_AMOUNTS if name in item}} for item in items],
        **{name: from_units(value, digits) for name, value in units.items()},
        **({'discounts': [{**each, 'amount': from_units(each['amount'], digits)} for each in discounts]} if 'discounts' in order else {}),
    }


def mended_item(item, digits, included):
    """With no discount above its price, and no tax above the price that contains it."""
    item = {**item, **{name: to_units(item[name], digits) for name in ITEM_AMOUNTS if name in item}}
    amount = int(item['quantity']) * item['price']
    if 'discountAmount' in item:
        item['discountAmount'] = min(item['discountAmount'], amount)
    if included and 'taxAmount' in item:
        item['taxAmount'] = min(item['taxAmount'], amount - item.get('discountAmount', 0))
    return item


def free(item, price):
    return {**item, 'quantity': 1, 'price': price, **{name: 0 for name in ['discountAmount', 'taxAmount'] if name in item}}


def sum_of(items, units, included):
    lines = sum(int(item['quantity']) * item['price'] - item.get('discountAmount', 0) + (0 if included else item.get('taxAmount', 0)) for item in items)
    return lines + units.get('shippingAmount', 0) + (0 if included else units.get('taxAmount', 0))


def to_units(amount, digits):
    """The nearest amount that the currency has."""
    return min(LARGEST, int(Decimal(repr(amount)).scaleb(digits).to_integral_value(ROUND_DOWN)))


def from_units(units, digits):
    return float(Decimal(units).scaleb(-digits))
