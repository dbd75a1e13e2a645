// Who has opened the page and what they may do. Asked once; a login or a logout loads the page anew.

let asked;

/** {who, mayOperate, loggedIn, csrf} */
export function session() {
  asked ??= fetch('/api/session').then(async reply => {
    if (!reply.ok) {
      asked = undefined;
      throw new Error((await reply.json()).error);
    }
    return reply.json();
  }, failure => {
    asked = undefined;
    throw failure;
  });
  return asked;
}
