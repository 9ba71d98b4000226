'use strict';

const { App, Stack } = require('aws-cdk-lib');
const { OrderProcessingApi } = require('cdk-order-processing-api');

const loadedAt = performance.now();
const app = new App({ outdir: process.argv[2], analyticsReporting: false });
new OrderProcessingApi(new Stack(app, 'Shop'), 'Orders');
app.synth();
console.log(JSON.stringify({ loadMs: loadedAt, synthMs: performance.now() - loadedAt }));
