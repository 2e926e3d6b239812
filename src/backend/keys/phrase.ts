import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { StartError } from "../start-error.ts";

/** 32 bytes as 24 English words with a checksum (BIP 39), in lower case with single blanks between them. */
export const phraseOf = (key: Uint8Array): string => entropyToMnemonic(key, wordlist);

/** @param text as people type it: any case, numbered, in lines. @throws StartError when it is no phrase of 24 words. */
export function keyOfPhrase(text: string): Uint8Array {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
  const unknown = words.findIndex((word) => !wordlist.includes(word));
  if (words.length !== 24 || unknown >= 0) {
    const why =
      words.length === 24 ? `word ${unknown + 1} is none of the list` : `it has ${words.length} words, and not 24`;
    throw new StartError(`The recovery phrase is not complete: ${why}. Copy it again.`, { reason: "key_invalid" });
  }
  try {
    return mnemonicToEntropy(words.join(" "), wordlist);
  } catch (cause) {
    throw new StartError("The recovery phrase does not fit together: a word is another one, or in another place.", {
      reason: "key_invalid",
      cause,
    });
  }
}
