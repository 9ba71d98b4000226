// aws-cdk-lib's own template validation costs each test process 1.5 s; test/consumers/npm.consumer.ts has it on.
process.env.CDK_VALIDATION = 'false';

// At the floor, TableV2 warns of what it itself uses, thousands of times.
process.env.JSII_DEPRECATED = 'quiet';
