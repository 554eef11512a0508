// Slack's own Socket Mode client: prints what it receives as JSON lines and acks it, until standard input ends.
// Arguments: address of the API, app token, how many envelopes to leave without an ack.
import { SocketModeClient } from '@slack/socket-mode';

const [slackApiUrl, appToken, deaf] = process.argv.slice(2);
let silent = Number(deaf);
const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const client = new SocketModeClient({ appToken, clientPingTimeout: 300, logLevel: 'error', clientOptions: { slackApiUrl } });

for (const state of ['connected', 'reconnecting', 'disconnected']) {
  client.on(state, () => tell({ state }));
}
client.on('slack_event', async ({ ack, type, body, retry_num, retry_reason, accepts_response_payload }) => {
  tell({ type, event: body.event?.type, command: body.command, kind: body.type, retry_num, retry_reason });
  if (silent > 0) {
    silent -= 1;
    return;
  }
  await ack(accepts_response_payload && type === 'slash_commands' ? { text: 'acked by Node' } : undefined);
});

process.stdin.on('end', async () => {
  await client.disconnect();
  process.exit(0);
});
process.stdin.resume();
await client.start();
