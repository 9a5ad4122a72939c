import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { EMULATED } from '../emulator/emulator.ts';
import { LocalFault } from '../say.ts';

const issuedSchema = z.object({ token: z.string().min(1) });

/** An AWS client of the emulator is made from this. */
export const emulatorClient = (awsEndpoint: string) => ({
  endpoint: awsEndpoint,
  region: EMULATED.region,
  credentials: { accessKeyId: EMULATED.account, secretAccessKey: 'local' },
});

/** Has the deployed function issue the first token, as an operator does with `aws lambda invoke`. */
export const issueFirstToken = async (awsEndpoint: string, functionName: string): Promise<string> => {
  const client = new LambdaClient(emulatorClient(awsEndpoint));
  try {
    const answer = await client.send(new InvokeCommand({ FunctionName: functionName, Payload: '{}' }));
    const payload: unknown = JSON.parse(answer.Payload?.transformToString() ?? 'null');
    const issued = issuedSchema.safeParse(payload);
    if (answer.FunctionError === undefined && issued.success) return issued.data.token;
    throw new LocalFault(`The first token was not issued: ${JSON.stringify(payload).slice(0, 200)}`);
  } finally {
    client.destroy();
  }
};
