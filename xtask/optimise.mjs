// Optimises the WebAssembly files named as arguments in place, in one process: Binaryen is itself WebAssembly, and starting it
// for each of dozens of files costs as much as its work.

import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";

// What rustc and wasm-bindgen may use. Named here because chunks carry no list of their own, and an unlisted feature is an
// error rather than a surprise in somebody's browser.
const { Features } = binaryen;
const FEATURES =
  Features.BulkMemory |
  Features.BulkMemoryOpt |
  Features.Multivalue |
  Features.MutableGlobals |
  Features.NontrappingFPToInt |
  Features.ReferenceTypes |
  Features.CallIndirectOverlong |
  Features.SignExt;

// Together what `wasm-opt` calls -Oz.
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
// Functions that are called once stay functions: the file is larger and, compressed, three parts in a hundred smaller.
binaryen.setOneCallerInlineMaxSize(0);

for (const file of process.argv.slice(2)) {
  const code = binaryen.readBinary(readFileSync(file), FEATURES);
  // A second pass finds what the first uncovered: one part in a hundred after compression.
  code.optimize();
  code.optimize();
  // Of one module side by side, functions look alike, and compress by another part in a hundred.
  code.runPasses(["reorder-functions-by-name"]);
  writeFileSync(file, code.emitBinary());
  code.dispose();
}
