import { argument, argumentsOf, type Call, type Model, shared } from './call.js';
import { flowOf, UNKNOWN, type Value, withOwnCell } from './value.js';

const made = (call: Call, address: Value): Value => ({
  ...withOwnCell(flowOf(argumentsOf(call))),
  // The address stays with the object, so that the call that uses it can be told where it goes.
  constant: typeof address.constant === 'string' ? address.constant : undefined,
  partial: address.partial,
  refs: call.callee.refs.slice(0, 1).map((ref) => `${ref}()`),
});

const connection: Model = (_, call) => made(call, argument(call, 0, 'host'));
const request: Model = (_, call) => made(call, argument(call, 0, 'url'));
const session: Model = (_, call) => made(call, call.keywords.get('base_url') ?? UNKNOWN);

/** Callables that make a connection or request which a later call uses. */
export const CONNECTION_MODELS: readonly (readonly [string, Model])[] = [
  ...shared('http.client.HTTPSConnection http.client.HTTPConnection', connection),
  ...shared(
    'urllib.request.Request requests.Request discord_webhook.DiscordWebhook discord.SyncWebhook.from_url discord.Webhook.from_url slack_sdk.webhook.WebhookClient',
    request,
  ),
  ...shared('requests.Session', session),
];
