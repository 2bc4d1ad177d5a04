/** The part of @vercel/ncc that scripts/bundle.mjs uses; the package ships no types. */
declare module '@vercel/ncc' {
  interface Options {
    readonly filename: string;
    readonly esm: boolean;
    readonly cache: boolean;
    readonly minify: boolean;
    readonly quiet: boolean;
    readonly sourceMap: boolean;
    readonly sourceMapRegister: boolean;
    readonly license: string;
    readonly target: string;
  }

  interface Result {
    readonly code: string;
    readonly map: string;
    readonly assets: Readonly<Record<string, { readonly source: Uint8Array | string }>>;
  }

  function ncc(input: string, options: Options): Promise<Result>;
  export = ncc;
}
