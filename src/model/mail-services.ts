/**
 * Services that give addresses to anyone: a domain of theirs says nothing about who writes. Also addresses that GitHub and others hand out in
 * place of one's own.
 */
export const MAIL_SERVICES: ReadonlySet<string> = words(`
126.com 139.com 163.com 21cn.com aliyun.com aol.com bk.ru btinternet.com comcast.net duck.com fastmail.com fastmail.fm foxmail.com free.fr
gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.fr hotmail.it hushmail.com
icloud.com inbox.ru interia.pl laposte.net libero.it list.ru live.cn live.com mac.com mail.com mail.ru mailbox.org me.com msn.com naver.com
o2.pl orange.fr outlook.com outlook.de outlook.fr pm.me posteo.de posteo.net proton.me protonmail.ch protonmail.com qq.com rambler.ru
rediffmail.com riseup.net seznam.cz sina.com t-online.de tuta.com tuta.io tutanota.com tutanota.de users.noreply.github.com
users.noreply.gitlab.com verizon.net vip.qq.com web.de wp.pl ya.ru yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.br yahoo.de yahoo.fr
yandex.com yandex.ru yeah.net ymail.com zoho.com zohomail.com
`);

/**
 * Services whose addresses last for minutes or are open to everyone who knows their name. Written by hand from general knowledge
 * (November 2026): the well-known ones, not the thousands of names that some of them turn over.
 */
export const DISPOSABLE_DOMAINS: ReadonlySet<string> = words(`
10minutemail.com 10minutemail.net 1secmail.com 1secmail.net 1secmail.org 20minutemail.com 33mail.com anonbox.net burnermail.io byom.de
discard.email discardmail.com discardmail.de dispostable.com emailondeck.com emailfake.com fakeinbox.com fakemail.net fakemailgenerator.com
getairmail.com getnada.com grr.la guerrillamail.biz guerrillamail.com guerrillamail.de guerrillamail.info guerrillamail.net
guerrillamail.org guerrillamailblock.com harakirimail.com inboxkitten.com jetable.org mail-temp.com mailcatch.com maildrop.cc
mailinator.com mailinator.net mailnesia.com mailnull.com mailsac.com mailtemp.net meltmail.com minuteinbox.com moakt.com mohmal.com
mytemp.email nada.email pokemail.net sharklasers.com spam4.me spambog.com spambox.us spamgourmet.com temp-mail.io temp-mail.org
tempail.com tempinbox.com tempmail.com tempmail.dev tempmail.net tempmail.plus tempmailo.com tempr.email throwawaymail.com
trash-mail.com trashmail.com trashmail.de trashmail.net trashmail.ws wegwerfmail.de wegwerfmail.net yopmail.com yopmail.fr yopmail.net
`);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/u));
}

/** Whether it is a disposable service's own domain, or lies below one. */
export const isDisposable = (domain: string): boolean =>
  domain.split('.').some((_, at, labels) => DISPOSABLE_DOMAINS.has(labels.slice(at).join('.')));
