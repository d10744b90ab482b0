/**
 * sha256 in lower-case hexadecimal, by the host's own implementation. Over `canonical` bytes it names a document by its
 * value. Browsers offer it in secure contexts only (https, localhost).
 */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  // A copy when the bytes are a view: the page's types want a buffer that nobody else may share.
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
