/** The part of seek-bzip 2.0.0 that is used; the package ships no types. */
declare module 'seek-bzip' {
  interface ByteSink {
    /** May throw to stop: the only way to bound the output, whose length bzip2 does not record. */
    writeByte(byte: number): void;
  }

  /** Without an `eof` method one stream is read and its closing checksum is required. */
  interface ByteFeed {
    /** May throw at the end of the input. */
    readByte(): number;
    /** Fills the buffer from `offset`; returns the number of bytes. */
    read(buffer: Uint8Array, offset: number, length: number): number;
  }

  interface Bunzip {
    decode(input: ByteFeed, output: ByteSink): void;
    decode(input: Uint8Array, output?: undefined, multistream?: boolean): Buffer;
    decode(input: Uint8Array, output: ByteSink, multistream?: boolean): void;
  }

  const bunzip: Bunzip;
  export = bunzip;
}
