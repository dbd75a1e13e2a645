// Exchanges the token for a cookie that scripts cannot read, or leads to the provider that knows people.
const PROBLEMS = {
  denied: 'The provider did not let you in.',
  expired: 'That login took too long, or was begun in another browser. Begin it anew.',
  role: 'The provider knows you, but you have neither the role of an operator here nor that of a viewer.',
  provider: 'The provider did not confirm who you are. The console’s log tells why.',
};
const form = document.getElementById('login');
const problem = document.getElementById('problem');

/** The page that somebody wanted to see before; an address of this console, whatever the link to the login says. */
function wanted() {
  const address = new URL(new URLSearchParams(location.search).get('next') ?? '/', location.origin);
  return address.origin === location.origin && !address.pathname.startsWith('/login') ? address.pathname + address.search : '/';
}

form.addEventListener('submit', async event => {
  event.preventDefault();
  problem.textContent = '';
  try {
    const reply = await fetch('/api/login', {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({token: form.elements.token.value, name: form.elements.who.value}),
    });
    if (reply.ok) {
      location.assign(wanted());
    } else {
      problem.textContent = (await reply.json()).error;
    }
  } catch {
    problem.textContent = 'The console does not answer.';
  }
});

problem.textContent = PROBLEMS[new URLSearchParams(location.search).get('problem')] ?? '';
document.getElementById('provider').href = '/login/oidc?next=' + encodeURIComponent(wanted());
