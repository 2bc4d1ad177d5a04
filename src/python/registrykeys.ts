import { argument, type Model, shared } from './call.js';
import { pieceOf, textFrom } from './texts.js';

/** `winreg.OpenKey(root, path)`: the key stands for its path, so that a value set in it can be told. */
const opensKey: Model = (_, call) => {
  const path = argument(call, 1, 'sub_key');
  const before = call.positional[0]?.refs.includes('winreg.OpenKey()') === true ? pieceOf(call.positional[0]) : '';
  const whole = before === '' ? path : textFrom(`${before}\\${pieceOf(path)}`, [path]);
  return { ...whole, refs: ['winreg.OpenKey()'], obscured: false };
};

export const REGISTRY_MODELS: readonly (readonly [string, Model])[] = [
  ...shared(
    'winreg.OpenKey winreg.OpenKeyEx winreg.CreateKey winreg.CreateKeyEx win32api.RegOpenKey win32api.RegOpenKeyEx win32api.RegCreateKey win32api.RegCreateKeyEx',
    opensKey,
  ),
];
