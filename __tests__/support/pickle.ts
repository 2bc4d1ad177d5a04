/** Pickles put together opcode by opcode. Loading one would print; nothing here ever loads one. */

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const shortText = (text: string): Buffer => Buffer.concat([latin1('\x8c'), Buffer.from([text.length]), latin1(text)]);

export interface PickledCall {
  readonly module: string;
  readonly name: string;
  readonly argument: string;
}

/** `module.name(argument)` as each protocol spells it. */
export const pickledCall = ({ module, name, argument }: PickledCall, protocol: 0 | 2 | 4): Buffer => {
  if (protocol === 0) return latin1(`c${module}\n${name}\np0\n(V${argument}\np1\ntp2\nRp3\n.`);
  if (protocol === 2) {
    const text = Buffer.concat([latin1('X'), Buffer.from([argument.length, 0, 0, 0]), latin1(argument)]);
    return Buffer.concat([latin1(`\x80\x02c${module}\n${name}\nq\0`), text, latin1('q\x01\x85q\x02Rq\x03.')]);
  }
  const body = Buffer.concat([
    shortText(module),
    latin1('\x94'),
    shortText(name),
    latin1('\x94\x93\x94'),
    shortText(argument),
    latin1('\x94\x85\x94R\x94.'),
  ]);
  const frame = Buffer.alloc(9);
  frame[0] = 0x95;
  frame.writeBigUInt64LE(BigInt(body.length), 1);
  return Buffer.concat([latin1('\x80\x04'), frame, body]);
};

/** A list of numbers and a text, as data is pickled. */
export const pickledData = (): Buffer => latin1('\x80\x02]q\0(K\x01K\x02G?\xf0\0\0\0\0\0\0X\x03\0\0\0abcq\x01e.');
