import type { ArchiveLimits, Member } from '../artifacts/archive.js';
import { gunzip } from '../artifacts/gzip.js';
import { openZip } from '../artifacts/zip.js';
import type { ContentAct, ContentActs, FileFacts } from '../content/facts.js';
import { npyPickle } from '../content/npy.js';
import { isPickle } from '../content/pickle.js';
import { pickleActs } from '../content/pickle-acts.js';
import { scriptActs, scriptLanguage } from '../content/scripts.js';
import { describeFile } from '../content/traits.js';
import type { FileTrait } from '../model/profile.js';
import { bytecodeActs } from './bytecode-acts.js';
import { type ReadMember, readBytecode } from './bytecode-source.js';

/** A member with what its bytes are and, where it is no Python source, what they do. */
export interface MemberFacts {
  readonly member: Member;
  /** null when it was not read. */
  readonly facts: FileFacts | null;
  /** When its acts happen: as its module is imported, when something runs it by its name, or when something loads it as data. */
  readonly runs: 'imported' | 'by-name' | 'loaded';
  readonly acts: readonly ContentAct[];
  /** Why it was not read in full, a clause; null when it was, or when there is nothing in it to read. */
  readonly partly: string | null;
}

/** Reads every member that is no Python source; `files` are the members by path. */
export function readContents(members: readonly Member[], files: ReadonlyMap<string, Member>): readonly MemberFacts[] {
  const budget: Budget = { scripts: 16 * 1024 * 1024, pickles: 512 * 1024 * 1024 };
  return members.map((member) => readContent(member, files, budget));
}

/**
 * Bytes that are left for one distribution. A megabyte of hostile script takes seconds where an honest one takes milliseconds, and compressed arrays
 * expand: what one file may cost, a thousand may not.
 */
interface Budget {
  scripts: number;
  /** Expanded. */
  pickles: number;
}

function readContent(member: Member, files: ReadonlyMap<string, Member>, budget: Budget): MemberFacts {
  if (!isRead(member)) return { member, facts: null, runs: 'by-name', acts: [], partly: null };
  const facts = describeFile(member.bytes, member.path);
  if (facts.format === 'pyc') return bytecodeFacts(member, facts, files);
  const pickled = picklesOf(member, facts.format, budget);
  if (pickled !== null) return { member, facts, runs: 'loaded', ...pickled };
  // A program or an archive under a script's name is run by nothing that reads scripts.
  const language = facts.format === null ? scriptLanguage(member.path, member.bytes) : null;
  if (language === null || (language === 'javascript' && member.bytes.length > SMALL_PAGE_SCRIPT))
    return { member, facts, runs: 'by-name', acts: [], partly: null };
  budget.scripts -= member.bytes.length;
  const read = budget.scripts < 0 ? TOO_MANY_SCRIPTS : scriptActs(member.bytes, language);
  return { member, facts, runs: 'by-name', ...read };
}

const TOO_MANY_SCRIPTS: ContentActs = { acts: [], partly: 'the distribution has more than 16 MiB of scripts' };
const TOO_MANY_PICKLES: ContentActs = { acts: [], partly: 'the distribution has more than 512 MiB of pickled data' };

/** Larger JavaScript is a page's bundle as a rule, and read only when Python runs it. */
const SMALL_PAGE_SCRIPT = 32 * 1024;

/** What a member that Python runs does, if it is a bundle that was not read for itself. */
export function readBundle(content: MemberFacts): MemberFacts {
  const { member, facts, acts } = content;
  if (acts.length > 0 || !isRead(member) || facts?.format !== null) return content;
  return scriptLanguage(member.path, member.bytes) === 'javascript'
    ? { ...content, ...scriptActs(member.bytes, 'javascript') }
    : content;
}

const isRead = (member: Member): member is ReadMember => member.bytes !== null;

function bytecodeFacts(member: ReadMember, facts: FileFacts, files: ReadonlyMap<string, Member>): MemberFacts {
  const { source, codes, partly } = readBytecode(member, files);
  if (source === 'beside') return { member, facts, runs: 'imported', acts: [], partly };
  if (source === 'unused') return { member, facts, runs: 'by-name', acts: bytecodeActs(codes), partly };
  const traits: readonly FileTrait[] = [...facts.traits, 'sourceless'];
  // PEP 3147: `mod.pyc` is imported where `mod.py` is not, and what `__pycache__` holds only where the source is.
  const isIgnored = source === 'missing' && /(?:^|\/)__pycache__\//u.test(member.path);
  const runs = isIgnored ? 'by-name' : 'imported';
  return { member, facts: { ...facts, traits }, runs, acts: bytecodeActs(codes), partly };
}

/** Models are pickled in pieces: a torch file is a ZIP of one pickle and raw numbers. */
const INSIDE: ArchiveLimits = {
  members: 2000,
  memberBytes: 32 * 1024 * 1024,
  totalBytes: 128 * 1024 * 1024,
  ratio: 200,
};
const PACKED_PICKLE = /\.(?:pkl|pickle|joblib|sav|model|dat|bin|npy|pt|pth)(?:\.gz|\.z)?$/iu;

/** What loading a file unpickles; null for a file that is no pickle and holds none. */
function picklesOf({ path, bytes }: ReadMember, format: string | null, budget: Budget): ContentActs | null {
  switch (format) {
    case 'pickle':
      return pickled(bytes, path, budget);
    case 'npy': {
      const inside = npyPickle(bytes);
      return inside === null ? null : pickled(inside, path, budget);
    }
    case 'npz':
    case 'torch':
      return picklesInZip(bytes, path, budget);
    case 'zip':
      return PACKED_PICKLE.test(path) ? picklesInZip(bytes, path, budget) : null;
    case 'gzip':
      return PACKED_PICKLE.test(path) ? packedPickle(bytes, path, budget) : null;
    default:
      return null;
  }
}

function pickled(bytes: Uint8Array, path: string, budget: Budget): ContentActs {
  budget.pickles -= bytes.length;
  return budget.pickles < 0 ? TOO_MANY_PICKLES : pickleActs(bytes, path);
}

function picklesInZip(bytes: Uint8Array, path: string, budget: Budget): ContentActs | null {
  if (budget.pickles < 0) return TOO_MANY_PICKLES;
  const { members, unread } = openZip(bytes, INSIDE);
  budget.pickles -= members.reduce((sum, member) => sum + (member.bytes?.length ?? 0), 0);
  const acts = members.filter(isRead).flatMap((member) => {
    const inside = npyPickle(member.bytes) ?? (isPickle(member.bytes, member.path) ? member.bytes : null);
    return inside === null ? [] : pickleActs(inside, `${path}/${member.path}`).acts;
  });
  const partly = unread.length === 0 ? null : 'not all that is packed in it could be read';
  return acts.length === 0 && partly === null ? null : { acts, partly };
}

function packedPickle(bytes: Uint8Array, path: string, budget: Budget): ContentActs | null {
  if (budget.pickles < 0) return TOO_MANY_PICKLES;
  const { bytes: plain, reason } = gunzip(bytes, INSIDE.memberBytes);
  budget.pickles -= plain.length;
  if (!isPickle(plain, path.replace(/\.\w+$/u, ''))) return null;
  return { ...pickleActs(plain, path), partly: reason };
}
