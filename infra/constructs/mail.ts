import { EmailIdentity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { StageSettings } from '../config.ts';
import type { ServiceFunction } from './service-function.ts';

/** The right to send mail as the stage's sender, and as nobody else; and to ask what the mail service allows the account. */
export class Mail extends Construct {
  readonly #identityArn: string;
  readonly #sender: string;

  constructor(scope: Construct, id: string, props: { readonly settings: StageSettings }) {
    super(scope, id);
    this.#sender = props.settings.senderAddress;
    this.#identityArn = EmailIdentity.fromEmailIdentityName(this, 'Sender', this.#sender).emailIdentityArn;
  }

  /** No quota has an ARN: SES allows this action for all resources only (service authorization reference). */
  readQuota(...functions: readonly ServiceFunction[]): void {
    for (const target of functions)
      Grant.addToPrincipal({ grantee: target.fn, actions: ['ses:GetAccount'], resourceArns: ['*'] });
  }

  send(...functions: readonly ServiceFunction[]): void {
    for (const target of functions) {
      Grant.addToPrincipal({
        grantee: target.fn,
        actions: ['ses:SendEmail'],
        resourceArns: [this.#identityArn],
        conditions: { StringEquals: { 'ses:FromAddress': this.#sender } },
      });
    }
  }
}
