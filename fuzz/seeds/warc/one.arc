filedesc://a.arc 0.0.0.0 20260124081500 text/plain 4
abc

http://a.example/a b 1.2.3.4 20260124081500 text/html 1302
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8
Transfer-Encoding: chunked

4b3
<!doctype html><html lang=en><head><meta charset=utf-8><title>Storm nears | The Post</title><meta property='og:site_name' content='The Post'><meta name=author content='Jane Doe'><script type='application/ld+json'>{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"Storm nears","datePublished":"2026-01-24T08:15:00+04:00","author":[{"name":"Jane Doe"}]}]}</script><script>var a = '<b>';</script><style>p{}</style></head><body><nav><a href=/>Home</a></nav><article itemscope><h1>Storm nears</h1><span itemprop=author>Jane Doe</span><time datetime=2026-01-24 pubdate>Jan 24</time><p>A storm moved in from the west on Saturday, and the boats stayed in port, as the harbour master had asked.</p><p>A storm moved in from the west on Saturday, and the boats stayed in port, as the harbour master had asked.</p><p>A storm moved in from the west on Saturday, and the boats stayed in port, as the harbour master had asked.</p><p>A storm moved in from the west on Saturday, and the boats stayed in port, as the harbour master had asked.</p><table><tr><td>a<td>b</table><ul><li>x<li>y</ul><pre> a
 b</pre><figure><img src=x><figcaption>A boat</figcaption></figure></article></body></html>
0


