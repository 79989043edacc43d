"""The film set's shaders: limbs that move their skin, and light on materials.

Speculars after Walter and others (Microfacet Models for Refraction, 2007: GGX) and Schlick's
Fresnel term (1994); hair after Kajiya and Kay (1989); tones after Narkowicz's fit of ACES (2015).
"""

VERTEX = """#version 330
uniform mat4 view; uniform mat4 lamp_view;
in vec3 position; in vec3 normal; in vec3 at_rest; in vec2 uv; in vec4 tint;
out vec3 n; out vec2 t; out vec3 world; out vec3 rest; out vec4 paint; out vec3 in_lamp;
void main() {
  world = position; n = normal; t = uv; rest = at_rest; paint = tint;
  in_lamp = (lamp_view * vec4(position, 1.0)).xyz * 0.5 + 0.5;
  gl_Position = view * vec4(position, 1.0);
}"""

SHADOW_VERTEX = """#version 330
uniform mat4 view; in vec3 position;
void main() { gl_Position = view * vec4(position, 1.0); }"""

SHADOW = """#version 330
void main() {}"""

FRAGMENT = """
const int CLOTH = 0, SKIN = 1, HAIR = 2, EYE = 3, SATIN = 4, METAL = 5, VEIL = 6, SHEEN = 7;
uniform vec3 eye; uniform int kind; uniform vec3 colour; uniform vec3 second; uniform float rough;
uniform vec4 region;  // metres, as the meshes stand: two heights and two widths, see regions()
uniform int pattern; uniform sampler2D iris; uniform sampler2D shadow;
in vec3 n; in vec2 t; in vec3 world; in vec3 rest; in vec4 paint; in vec3 in_lamp;
out vec4 o;

float noise1(float x) {
  float i = floor(x), f = fract(x);
  float a = fract(sin(i * 127.1) * 43758.5453), b = fract(sin((i + 1.0) * 127.1) * 43758.5453);
  return mix(a, b, f * f * (3.0 - 2.0 * f));
}
float waves(vec3 p) {  // cheap and smooth: folds and stains, about -1..1
  return 0.4 * sin(p.x + 1.7 * sin(p.y)) + 0.35 * sin(p.y + 1.3 * sin(p.z)) + 0.25 * sin(p.z + p.x);
}
float lit_by_lamp(vec3 m, vec3 l) {
  float bias = 0.0025 + 0.006 * (1.0 - max(dot(m, l), 0.0)), sum = 0.0;
  for (int i = -1; i <= 1; i++) for (int j = -1; j <= 1; j++) {
    vec2 at = in_lamp.xy + vec2(i, j) * 2.4 / 1024.0;
    sum += clamp((texture(shadow, at).r + bias - in_lamp.z) * 500.0 + 1.0, 0.0, 1.0);
  }
  return sum / 9.0;
}
float ggx(float nh, float r) {
  float a2 = r * r * r * r, d = nh * nh * (a2 - 1.0) + 1.0;
  return a2 / (3.14159 * d * d + 1e-5);
}
vec3 studio(vec3 r) {  // what a mirror sees: a dark hall with soft boxes and a lit floor
  vec3 c = mix(vec3(0.10, 0.07, 0.10), vec3(0.20, 0.20, 0.26), smoothstep(-0.6, 0.9, r.y));
  c += vec3(1.9, 1.75, 1.5) * smoothstep(0.55, 0.95, dot(r, normalize(vec3(0.6, 0.55, 0.6))));
  c += vec3(0.7, 0.9, 1.4) * smoothstep(0.70, 0.97, dot(r, normalize(vec3(-0.9, 0.35, 0.1))));
  c += vec3(1.5, 1.0, 0.6) * smoothstep(0.72, 0.97, dot(r, normalize(vec3(0.75, 0.2, -0.6))));
  c += vec3(0.5, 0.32, 0.2) * smoothstep(0.5, 1.0, -r.y);
  return c + vec3(1.1) * smoothstep(0.04, 0.0, abs(r.y - 0.1)) * smoothstep(0.2, 0.7, -r.x);
}
struct Look { vec3 albedo; vec3 glint; float rough; float soft; float metal; };

vec3 from_lamp(Look k, vec3 m, vec3 v, vec3 l, vec3 light, float reach) {
  // Light that goes round an edge does so redder in skin, and evenly in thin cloth.
  vec3 wrap = k.soft * (kind == SKIN ? vec3(0.45, 0.20, 0.12) : vec3(0.25));
  vec3 flat_part = clamp((vec3(dot(m, l)) + wrap) / (1.0 + wrap), 0.0, 1.0);
  vec3 h = normalize(l + v);
  float nh = max(dot(m, h), 0.0), vh = max(dot(v, h), 0.0), nl = max(dot(m, l), 0.0);
  float f = (1.0 - vh) * (1.0 - vh);
  vec3 fresnel = k.glint + (1.0 - k.glint) * f * f * (1.0 - vh);
  float shine = ggx(nh, k.rough) * nl * 0.25 / max(0.10, max(dot(m, v), 0.0) * 0.7 + 0.3);
  return light * (k.albedo * (1.0 - k.metal) * flat_part * mix(0.30, 1.0, reach)
                  + min(fresnel * shine, vec3(2.5)) * reach);
}
vec3 strands(vec3 tangent, vec3 v, vec3 l, vec3 light, float shift) {
  vec3 h = normalize(l + v);
  float th = dot(normalize(tangent + shift * n), h);
  return light * pow(sqrt(max(0.0, 1.0 - th * th)), 60.0);
}
vec3 regions() {  // the base colour, of things that have more than one
  vec3 base = colour;
  if (pattern == 1) {  // a shirt's front with a tie: region = knot's height, end, half widths
    float along = clamp((region.x - rest.y) / (region.x - region.y), 0.0, 1.0);
    float wide = mix(region.z, region.w, along);
    if (abs(rest.x) < wide && rest.y < region.x && rest.z > 0.0) base = second;
  }
  if (pattern == 2) {  // a bow tie round (region.x height, region.y half height, region.z width)
    float x = abs(rest.x) / region.z;
    bool in_bow = abs(rest.y - region.x) < region.y * (0.35 + 0.65 * x);
    if (x < 1.0 && in_bow && rest.z > 0.0) base = second;
  }
  if (pattern == 3) {  // embroidery: flowers in rows, denser towards the hem
    vec2 p = vec2(t.x * 26.0, t.y * 15.0); p.x += 0.5 * mod(floor(p.y), 2.0);
    vec2 q = fract(p) - 0.5; float a = atan(q.y, q.x), r = length(q);
    float flower = smoothstep(0.30 + 0.10 * cos(5.0 * a), 0.24 + 0.10 * cos(5.0 * a), r);
    base = mix(base, second, flower * smoothstep(0.45, 0.95, t.y) * 0.8);
    base = mix(base, second, smoothstep(0.965, 0.975, t.y));
    base = mix(vec3(0.60, 0.47, 0.36), base, smoothstep(0.030, 0.034, t.y));  // a sash
  }
  if (pattern == 4) base = mix(base, second, smoothstep(-0.3, 0.3, waves(rest * 60.0)));
  if (pattern == 5) {  // a print of large dots
    vec2 q = fract(vec2(t.x * 18.0, t.y * 9.0)) - 0.5;
    base = mix(base, second, smoothstep(0.26, 0.20, length(q)));
  }
  if (pattern == 6) {  // checks: region.x lines a metre
    vec2 g = abs(fract(rest.xy * region.x) - 0.5);
    base = mix(base, second, 0.5 * (step(0.34, g.x) + step(0.34, g.y)));
  }
  if (pattern == 8 && rest.z > 0.0) {  // a flower in the buttonhole: region = across, up, radius
    vec2 q = rest.xy - region.xy; float a = atan(q.y, q.x);
    if (length(q) < region.z * (0.85 + 0.15 * cos(6.0 * a))) base = second;
    if (length(q - vec2(0.2, -1.0) * region.z) < 0.55 * region.z) base = vec3(0.03, 0.11, 0.02);
    if (length(q) < region.z * 0.35) base = second * 0.7;
  }
  if (pattern == 9) {  // a sash and a hem
    base = mix(second, base, smoothstep(0.050, 0.054, t.y));
    base = mix(base, second, smoothstep(0.900, 0.910, t.y));
  }
  return base;
}
Look look(inout vec3 m, vec3 v) {
  Look k = Look(regions(), vec3(0.04), rough, 0.6, 0.0);
  if (kind == SKIN) {
    k.soft = 1.0; k.glint = vec3(0.028);
    k.albedo *= 1.0 + 0.02 * waves(rest * 90.0);
    k.albedo = mix(k.albedo, k.albedo * vec3(1.10, 0.62, 0.60), 0.55 * paint.y);
    k.albedo = mix(k.albedo, second, 0.85 * max(paint.x, 0.0));
    k.albedo = mix(k.albedo, region.rgb, smoothstep(0.15, 0.85, -paint.x) * 0.85);
    k.albedo *= 1.0 - 0.62 * paint.z;
    k.rough = mix(rough, 0.30, max(paint.x, 0.0));
  }
  if (kind == EYE) {
    vec3 c = texture(iris, vec2(t.x, 1.0 - t.y)).rgb;
    k.albedo = mix(c * c * vec3(0.55, 0.75, 0.75), vec3(0.85), smoothstep(0.20, 0.50, c.g));
    k.rough = 0.10;
  }
  if (kind == METAL) { k.glint = k.albedo; k.metal = 1.0; }
  if (kind == SATIN) {
    k.glint = vec3(0.06); k.soft = 0.45;
  }
  if (kind == SHEEN || kind == CLOTH) {
    m = normalize(m + 0.07 * waves(rest * vec3(55.0, 24.0, 55.0)) * vec3(1.0, 0.3, 1.0));
  }
  return k;
}
void main() {
  vec3 v = normalize(eye - world), m = normalize(n);
  if (!gl_FrontFacing) m = -m;
#ifdef NECKLINE
  float dip = 1.0 - cos(6.2832 * (abs(rest.x) - region.z) / region.w);
  if (pattern == 7 && rest.y > region.x + region.y * dip && rest.z > -0.02) discard;  // a heart
#endif
  Look k = look(m, v);
  vec3 key = normalize(vec3(0.50, 0.62, 0.80)), fill = normalize(vec3(-0.85, 0.25, 0.45));
  vec3 warm = normalize(vec3(0.75, 0.35, -0.65)), cool = normalize(vec3(-0.65, 0.55, -0.70));
  float reach = lit_by_lamp(m, key), open_air = paint.w;
  vec3 key_light = vec3(1.25, 1.16, 1.04), fill_light = vec3(0.26, 0.31, 0.44);
  vec3 warm_light = vec3(1.15, 0.92, 0.72), cool_light = vec3(0.80, 0.88, 1.20);
  vec3 c = from_lamp(k, m, v, key, key_light, reach)
         + k.albedo * (1.0 - k.metal) * fill_light * open_air * max(dot(m, fill) * 0.75 + 0.25, 0.0)
         + from_lamp(k, m, v, warm, warm_light, open_air)
         + from_lamp(k, m, v, cool, cool_light, open_air);
  vec3 around = mix(vec3(0.14, 0.11, 0.11), vec3(0.24, 0.25, 0.29), m.y * 0.5 + 0.5);
  float edge = 1.0 - max(dot(m, v), 0.0); edge *= edge; edge *= edge;
  c += k.albedo * (1.0 - k.metal) * around * open_air;
  vec3 mirrored = studio(reflect(-v, m)) * mix(0.45, 1.0, reach) * open_air;
  c += mix(k.glint + edge * 0.30 * (1.0 - k.rough), k.albedo + edge * 0.4, k.metal) * mirrored
       * (1.0 - 0.75 * k.rough) * mix(0.6, 1.25, k.metal);
  if (kind == SATIN) c += k.albedo * edge * 0.35 * (0.4 + 0.6 * reach) * open_air;
  if (kind == HAIR) {
    vec3 along = dFdx(world) * dFdy(t.x) - dFdy(world) * dFdx(t.x);  // where u stands still
    vec3 tangent = normalize(along + vec3(0.0, 1e-5, 0.0));
    float lock = 0.6 * noise1(t.x * 180.0) + 0.4 * noise1(t.x * 520.0 + 3.0);
    c *= 0.55 + 0.8 * lock;
    vec3 gloss = colour * 1.3 + 0.06;
    c += gloss * strands(tangent, v, key, key_light, 0.25 * (lock - 0.5)) * 0.9 * reach;
    c += gloss * strands(tangent, v, cool, cool_light, 0.25 * (lock - 0.5) + 0.1) * 0.5;
  }
  float alpha = 1.0;
  if (kind == VEIL) {
    alpha = mix(0.20, 0.55, pow(1.0 - abs(dot(m, v)), 1.5));
    float hem = max(smoothstep(0.93, 0.97, t.y), smoothstep(0.455, 0.49, abs(t.x - 0.5)));
    alpha = max(alpha, 0.75 * hem);
  }
  c = c * (2.51 * c + 0.03) / (c * (2.43 * c + 0.59) + 0.14);
  o = vec4(pow(clamp(c, 0.0, 1.0), vec3(1.0 / 2.2)) * alpha, alpha);
}"""
