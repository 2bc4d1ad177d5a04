import type { Behaviour } from '../../model/profile.js';
import { usesNetwork } from './chains.js';

/**
 * Where messengers take messages from programs: anybody who holds the address may write, nobody needs an account, and the host is one
 * that a firewall lets through.
 */
const ENDPOINTS =
  /(?:^|\.)discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\b|^api\.telegram\.org\/(?:file\/)?bot|^hooks\.slack\.com\/|^slack\.com\/api\/(?:chat\.|files\.)|\.webhook\.office\.com\/|^outlook\.office(?:365)?\.com\/webhook|^chat\.googleapis\.com\/v1\/spaces\/|(?:^|\.)ntfy\.sh(?:\/|$)|\/_matrix\/client\/|\/hooks\/[a-z0-9]{26}\b|^api\.pushover\.net\/|^api\.pushbullet\.com\/|^notify-api\.line\.me\/|^qyapi\.weixin\.qq\.com\/cgi-bin\/webhook|^oapi\.dingtalk\.com\/robot|^open\.(?:feishu|larksuite)\.(?:cn|com)\/open-apis\/bot|guilded\.gg\/webhooks\/|^api\.day\.app\//iu;

const LIBRARIES =
  /^(?:discord(?:_webhook|webhook)?|disnake|nextcord|dhooks|telegram(?:_send)?|telebot|telepot|aiogram|telethon|pyrogram|slack(?:_sdk|_webhook|er|client)?|pymsteams|matterhook|apprise|notifiers|pushbullet|pushover|matrix_client|nio)\./u;

/** Whether an act writes to, or asks, a messenger: by its address, or through a messenger's library. */
export const usesMessenger = (behaviour: Behaviour): boolean =>
  usesNetwork(behaviour) && (ENDPOINTS.test(behaviour.target ?? '') || LIBRARIES.test(behaviour.callee));
