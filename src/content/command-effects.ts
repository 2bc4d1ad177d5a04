import { placeOf } from './command.js';
import { add, type Call, EMPTY, type Flow, isTold, secretsIn } from './command-flow.js';
import { isLastingPath, isSecretPath } from './secret-paths.js';

const SCHEDULES =
  /^(?:crontab\s+(?!-l\b)|schtasks\s.*\/create|sc\s+create\s|launchctl\s+(?:load|bootstrap)|systemctl\s.*\benable\b|at\s+now\b|reg\s+add\s.*\bRun\b|update-rc\.d\s)/iu;

export function schedule(call: Call): Flow | null {
  const { words, program } = call;
  const title = [program, ...words.slice(1)].join(' ').slice(0, 2000);
  if (SCHEDULES.test(title)) {
    add(call, 'run-process', { target: title.slice(0, 300) });
    return EMPTY;
  }
  if (!/^(?:cp|copy|mv|move|install|ln|tee|xcopy)$/u.test(program)) return null;
  for (const path of words.slice(1).filter(isLastingPath))
    add(call, 'write-file', { target: path, what: `writes to ${path}` });
  return null;
}

export function install(call: Call): Flow | null {
  const { words, program } = call;
  const rest = words.slice(1).join(' ').slice(0, 2000);
  const isPip =
    /^(?:pip[\d.]*|uv|pipx|npm|pnpm|yarn|gem|cargo|easy_install)$/u.test(program) &&
    /^(?:-\S+ )*(?:pip )?(?:install|add)\s+(?!-r\b|-e\b|\.)/u.test(rest);
  const isModule = /^python[\d.]*$/u.test(program) && /^(?:-\w )*-m pip install\s+(?!-r\b|-e\b|\.)/u.test(rest);
  if (!isPip && !isModule) return null;
  add(call, 'install-package', {});
  return EMPTY;
}

/** Everything of a user or of the system. */
export function erase(call: Call): Flow | null {
  const { program, words } = call;
  const isForce =
    (program === 'rm' && words.some((word) => /^-\w*r/iu.test(word))) ||
    (/^(?:del|rd|rmdir)$/u.test(program) && words.some((word) => /^\/s$/iu.test(word)));
  if (
    !isForce ||
    !words.some((word) => /^(?:\/|~\/?|\/\*|~\/\*|\/home\/?\*?|[a-z]:\\?\*?|%userprofile%)$/iu.test(word))
  )
    return null;
  add(call, 'delete-files', {});
  return EMPTY;
}

/** A name server asked for a name that is put together from facts. */
export function look(call: Call): Flow | null {
  if (!/^(?:nslookup|dig|host|ping)$/u.test(call.program) || call.inner.inputs.length === 0) return null;
  add(call, 'look-up', {
    inputs: call.inner.inputs.filter(isTold),
    steps: call.inner.steps,
    target: null,
    what: `asks a name server with ${call.program}`,
  });
  return EMPTY;
}

/** What a command puts out about the machine, the environment or secrets. */
export function collect(call: Call): Flow | null {
  const { program, words, command } = call;
  const secrets = secretsIn(call);
  if (secrets.inputs.length > 0) {
    if (!READS_SECRETS.test(program)) return null;
    add(call, 'read-secret', { target: words.find(isSecretPath) ?? null });
    return secrets;
  }
  const tag =
    /^(?:env|printenv|set)$/u.test(program) && words.length === 1
      ? 'environment'
      : FACTS.test(program)
        ? 'host-facts'
        : null;
  return tag === null
    ? null
    : {
        inputs: [tag],
        steps: [
          {
            what: `reads ${tag === 'environment' ? 'the environment' : 'facts about the machine'} with ${program}`,
            at: placeOf(command),
          },
        ],
        text: null,
      };
}

const READS_SECRETS = /^(?:cat|cp|copy|tar|zip|7z|base64|xxd|scp|rsync|mv|head|tail|grep|find|type|openssl|dd)$/u;
const FACTS = /^(?:hostname|whoami|id|uname|ifconfig|ipconfig|systeminfo|ip)$/u;
