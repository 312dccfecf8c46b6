import type { Source } from '../ipa/source.ts';

/** Takes how many more bytes of a file were read, and how many it has. */
export type OnRead = (bytes: number, size: number) => void;

/** The same source; it tells of every range that was read. */
export function countedSource(source: Source, onRead: OnRead): Source {
  return {
    size: source.size,
    async read(...range) {
      const bytes = await source.read(...range);
      onRead(bytes.length, source.size);
      return bytes;
    },
    close: () => source.close(),
  };
}
