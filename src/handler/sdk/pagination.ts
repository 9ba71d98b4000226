/*
 * Stands in the bundle for the paginators of `@aws-sdk/lib-dynamodb`: they are made when the package is loaded, used or not, and bring the
 * command of a scan along. A page of a list is one query here.
 */
export {};
