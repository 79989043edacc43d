"""The shaders that draw a figure: joints that move its skin, and light on its materials.

Speculars after Walter and others (Microfacet Models for Refraction, 2007: GGX) and Schlick's
Fresnel term (1994); tones after Narkowicz's fit of ACES (2015); cartoons in two tones after the
MToon 1.0 specification (https://github.com/vrm-c/vrm-specification).
"""

VERTEX = """#version 330
uniform sampler2D joints;  // three texels a joint: the rows of its matrix
uniform int first;
uniform mat4 view;
in vec3 place; in vec3 normal; in vec2 coordinate; in vec4 colour; in uvec4 joint; in vec4 weight;
out vec3 world; out vec3 facing; out vec2 at; out vec4 tint;
void main() {
  vec4 rows[3];
  for (int row = 0; row < 3; row++) {
    rows[row] = vec4(0.0);
    for (int k = 0; k < 4; k++)
      rows[row] += weight[k] * texelFetch(joints, ivec2(row, first + int(joint[k])), 0);
  }
  vec4 p = vec4(place, 1.0);
  world = vec3(dot(rows[0], p), dot(rows[1], p), dot(rows[2], p));
  facing = vec3(dot(rows[0].xyz, normal), dot(rows[1].xyz, normal), dot(rows[2].xyz, normal));
  at = coordinate; tint = colour;
  gl_Position = view * vec4(world, 1.0);
}"""

FRAGMENT = """#version 330
const int LIT = 0, CARTOON = 1, UNLIT = 2;
uniform sampler2D picture; uniform bool pictured;
uniform vec4 base; uniform vec3 glow; uniform vec3 shade; uniform vec2 edge;
uniform float metal; uniform float rough; uniform float cutoff; uniform vec2 sheer;
uniform int kind; uniform vec3 eye;
in vec3 world; in vec3 facing; in vec2 at; in vec4 tint;
out vec4 o;

const vec3 KEY = normalize(vec3(0.50, 0.62, 0.80)), FILL = normalize(vec3(-0.85, 0.25, 0.45));
const vec3 WARM = normalize(vec3(0.75, 0.35, -0.65)), COOL = normalize(vec3(-0.65, 0.55, -0.70));

float ggx(float nh, float r) {
  float a2 = r * r * r * r, d = nh * nh * (a2 - 1.0) + 1.0;
  return a2 / (3.14159 * d * d + 1e-5);
}
vec3 hall(vec3 r) {  // what a mirror sees: a dark hall, a window of light, a warm floor
  vec3 c = mix(vec3(0.09, 0.08, 0.11), vec3(0.22, 0.22, 0.28), smoothstep(-0.6, 0.9, r.y));
  c += vec3(1.7, 1.55, 1.35) * smoothstep(0.55, 0.95, dot(r, normalize(vec3(0.6, 0.55, 0.6))));
  c += vec3(0.6, 0.75, 1.2) * smoothstep(0.70, 0.97, dot(r, normalize(vec3(-0.9, 0.35, 0.1))));
  return c + vec3(0.45, 0.30, 0.20) * smoothstep(0.4, 1.0, -r.y);
}
vec3 from(vec3 lamp, vec3 light, vec3 n, vec3 v, vec3 body, vec3 glint) {
  float nl = dot(n, lamp), soft = clamp((nl + 0.25) / 1.25, 0.0, 1.0);
  vec3 h = normalize(lamp + v);
  float f = 1.0 - max(dot(v, h), 0.0);
  vec3 fresnel = glint + (1.0 - glint) * f * f * f * f * f;
  float shine = ggx(max(dot(n, h), 0.0), rough) * max(nl, 0.0) * 0.25 / max(dot(n, v), 0.25);
  return light * (body * soft * soft + min(fresnel * shine, vec3(2.0)));
}
vec3 lit(vec3 albedo, vec3 n, vec3 v) {
  vec3 body = albedo * (1.0 - metal), glint = mix(vec3(0.04), albedo, metal);
  vec3 c = from(KEY, vec3(1.22, 1.13, 1.02), n, v, body, glint)
         + from(WARM, vec3(0.95, 0.76, 0.60), n, v, body, glint)
         + from(COOL, vec3(0.75, 0.83, 1.15), n, v, body, glint);
  c += body * vec3(0.30, 0.35, 0.48) * max(dot(n, FILL) * 0.75 + 0.25, 0.0);
  c += body * mix(vec3(0.12, 0.10, 0.10), vec3(0.22, 0.23, 0.27), n.y * 0.5 + 0.5);
  float rim = pow(1.0 - max(dot(n, v), 0.0), 4.0);
  c += (glint + rim * 0.35 * (1.0 - rough)) * hall(reflect(-v, n)) * (1.0 - 0.7 * rough);
  c *= mix(0.72, 1.0, smoothstep(0.0, 0.5, world.y));  // the floor takes light
  c *= 0.68;
  return c * (2.51 * c + 0.03) / (c * (2.43 * c + 0.59) + 0.14);
}
vec3 cartoon(vec3 albedo, vec3 n, vec3 v) {
  float towards = smoothstep(edge.x, max(edge.y, edge.x + 0.02), dot(n, KEY));
  vec3 c = albedo * mix(shade, vec3(1.0), towards) * 0.92;
  float rim = pow(1.0 - max(dot(n, v), 0.0), 4.0);
  return c + (albedo * 0.5 + 0.05) * rim * (max(dot(n, WARM), 0.0) * vec3(1.0, 0.85, 0.7)
                                          + max(dot(n, COOL), 0.0) * vec3(0.75, 0.85, 1.0));
}
void main() {
  vec4 paint = base * tint;
  if (pictured) paint *= texture(picture, at);
  if (paint.a < max(cutoff, sheer.x) || paint.a > sheer.y) discard;
  if (sheer.y > 1.5 && sheer.x <= 0.0) paint.a = 1.0;
  vec3 v = normalize(eye - world), n = normalize(facing + vec3(0.0, 1e-6, 0.0));
  if (!gl_FrontFacing) n = -n;
  vec3 c = kind == UNLIT ? paint.rgb : kind == CARTOON ? cartoon(paint.rgb, n, v)
                                                       : lit(paint.rgb, n, v);
  c = pow(clamp(c + glow, 0.0, 1.0), vec3(1.0 / 2.2));
  o = vec4(c, 1.0) * paint.a;
}"""
