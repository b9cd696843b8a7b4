/**
 * A user and a password of a URL (RFC 3986, userinfo), wherever one stands in a text; what a voice's settings begin with is
 * no end of such.
 */
const USER = /(?<=[a-z][a-z0-9+.-]*:\/\/)[^/?#\s]+(?=@(?!(?:rate|pitch|volume)=))/gi;

/** A text to be shown, without the secrets that URLs may hold. */
export function masked(text: string): string {
  return text.replace(USER, "***");
}
