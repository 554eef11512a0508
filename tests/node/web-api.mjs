// Slack's own Web API client: carries out the calls given on standard input and prints each outcome as a JSON line.
// Arguments: address of the API, bot token. A call is {method, arguments}.
import { text } from 'node:stream/consumers';
import { WebClient } from '@slack/web-api';

const [slackApiUrl, token] = process.argv.slice(2);
const client = new WebClient(token, {
  slackApiUrl,
  logLevel: 'error',
  rejectRateLimitedCalls: true,
  retryConfig: { retries: 0 },
});

for (const call of JSON.parse(await text(process.stdin))) {
  let outcome;
  try {
    outcome = await client.apiCall(call.method, call.arguments);
  } catch (error) {
    outcome = { ok: false, code: error.code, retryAfter: error.retryAfter, ...error.data };
  }
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
