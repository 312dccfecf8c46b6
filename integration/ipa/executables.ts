import type { Archive, ArchiveEntry } from './archive.ts';
import { type MachSlice, readSlices } from './mach-o.ts';

/** What is remembered of one archive. */
interface Memory {
  slices: Map<ArchiveEntry, MachSlice[]>;
  /** Bytes of signatures that it may still hold. */
  room: number;
}

/** Of all signatures of an app; real ones take less than two per cent of their code. */
const MAX_REMEMBERED_BYTES = 16 * 1024 * 1024;

const memories = new WeakMap<Archive, Memory>();

/**
 * The parts of an executable in the archive, as `readSlices` gives them. A signature stands at the end of its code,
 * so that all of the file is unpacked; what was read once is remembered for as long as the archive is.
 * Throws what unpacking and `readSlices` throw.
 */
export async function* readArchivedSlices(archive: Archive, entry: ArchiveEntry): AsyncGenerator<MachSlice> {
  const memory = memories.get(archive) ?? { slices: new Map(), room: MAX_REMEMBERED_BYTES };
  memories.set(archive, memory);
  const known = memory.slices.get(entry);
  if (known) {
    yield* known;
    return;
  }
  let slices: MachSlice[] | null = [];
  let room = memory.room;
  for await (const slice of readSlices(archive.stream(entry))) {
    room -= slice.signature?.bytes.length ?? 0;
    if (room < 0) slices = null;
    slices?.push(slice);
    yield slice;
  }
  if (!slices) return;
  memory.room = room;
  memory.slices.set(entry, slices);
}
