/*
 * A stack of a plain template, by CloudFormation's own API: as the reference template was deployed, without the CDK.
 */
import { ENDPOINT } from './local-aws';

const POLL_MS = 200;

export class TemplateStack {
  public constructor(private readonly name: string, private readonly parameters: Readonly<Record<string, string>>) {}

  public create(template: string): Promise<void> {
    return this.change('CreateStack', template);
  }

  public update(template: string): Promise<void> {
    return this.change('UpdateStack', template);
  }

  public async delete(): Promise<void> {
    await call('DeleteStack', { StackName: this.name });
    await this.settled();
  }

  /** An output of the stack. */
  public async output(key: string): Promise<string> {
    const answer = await call('DescribeStacks', { StackName: this.name });
    return new RegExp(`<OutputKey>${key}</OutputKey>\\s*<OutputValue>([^<]*)</OutputValue>`).exec(answer)![1];
  }

  private async change(action: 'CreateStack' | 'UpdateStack', template: string): Promise<void> {
    const parameters = Object.entries(this.parameters).flatMap(([key, value], index) => [
      [`Parameters.member.${index + 1}.ParameterKey`, key], [`Parameters.member.${index + 1}.ParameterValue`, value],
    ]);
    await call(action, { 'StackName': this.name, 'TemplateBody': template, 'Capabilities.member.1': 'CAPABILITY_NAMED_IAM', ...Object.fromEntries(parameters) });
    const status = await this.settled();
    if (!/^(CREATE|UPDATE)_COMPLETE$/.test(status)) throw new Error(`${action} of ${this.name} ended with ${status}`);
  }

  private async settled(): Promise<string> {
    for (;;) {
      const answer = await call('DescribeStacks', { StackName: this.name }).catch((error: Error) => error.message);
      const [, status] = /<StackStatus>(\w+)<\/StackStatus>/.exec(answer) ?? [];
      if (status === undefined && answer.includes('does not exist')) return 'DELETED';
      if (status !== undefined && !status.endsWith('_IN_PROGRESS')) return status;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}

async function call(action: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(ENDPOINT, {
    method: 'POST',
    // The local AWS looks at the name of the service in here, and at no signature.
    headers: { Authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cloudformation/aws4_request, SignedHeaders=host, Signature=0' },
    body: new URLSearchParams({ Action: action, Version: '2010-05-15', ...parameters }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return answer;
}
