# The jq peer: jq -n -c -f jq.jq PATH
# The machine of README.md; `.kinds` is the kind of each device, `.rack` the connected ones.
def wired: {wiredHeadset: "headphones", wiredHeadphones: "headphones", usbHeadset: "usbAudio",
            carPlay: "carAudio"};
def after_at: if contains("@") then split("@")[1] else . end;
def has_option($name): .options | index($name) != null;

def is_on: .call == "active" or .call == "dialing";
def admits_hfp:
  is_on or .category == null or (.category == "playAndRecord"
    and (.mode == "voiceChat" or .mode == "videoChat" or has_option("allowBluetoothHFP")));
def admits_a2dp:
  (is_on | not) and (.category == "playback"
    or (.category == "playAndRecord" and has_option("allowBluetoothA2DP")));
def output($device):
  .kinds[$device] as $kind
  | wired[$kind]
    // (if $kind == "handsFree" and admits_hfp then "bluetoothHFP"
        elif admits_a2dp then "bluetoothA2DP" else null end);
def has_microphone($device):
  .kinds[$device] as $kind
  | if $kind == "wiredHeadset" then is_on or .category != "playback"
    elif $kind == "handsFree" then admits_hfp
    else $kind == "usbHeadset" or $kind == "carPlay" end;

def begin($line):
  {kinds: ($line.devices | map_values(.type
     | if . == "bluetoothHeadset" or . == "carKit" then "handsFree" else . end)),
   rack: [], call: null, call_name: null, incoming: false, place: null, category: null, mode: null,
   options: [], active: false, override: false, newcomer: false, asked: null, picked: null,
   routing: "automatic", route: [null, null], input_device: null, counts: .counts,
   events: .events};

def take($line):
  $line.event as $event
  | if $event == "deviceConnected" then
      .rack += [$line.device]
      | if output($line.device) != null then .override = false | .picked = null | .newcomer = true
        else . end
      | if has_microphone($line.device) then .asked = null else . end
    elif $event == "deviceDisconnected" then
      .rack -= [$line.device]
      | if .asked == $line.device then .asked = null else . end
      | if .picked == $line.device then .picked = null else . end
    elif $event == "callIncoming" then
      .call = "ringing" | .call_name = $line.call | .incoming = true | .place = null
    elif $event == "callDialed" then
      .call = "dialing" | .call_name = $line.call | .incoming = false | .place = null
      | .override = false
    elif $event == "callAnswered" then
      .call = "active" | .place = $line.on | .newcomer = false | .override = false | .picked = null
    elif $event == "callConnected" then .call = "active"
    elif $event == "callHeld" then .call = "held"
    elif $event == "callResumed" then .call = "active" | .override = false
    elif $event == "callEnded" then
      (.call != null and .call_name == $line.call) as $is_phones
      | if ($is_phones | not) or is_on then .picked = null | .newcomer = false else . end
      | if $is_phones then .call = null else . end
    elif $event == "settingChanged" then
      if $line.setting == "callAudioRouting" then .routing = $line.value else . end
    elif $event == "routeSelected" then
      if is_on then .picked = ($line.port | after_at) else . end
    elif $event == "sessionConfigured" then
      (if $line.category then .category = $line.category | .options = ($line.options // [])
       elif $line.options then .options = $line.options else . end)
      | if $line.mode then .mode = $line.mode else . end
      | .override = false
    elif $event == "sessionActivated" then .active = true
    elif $event == "sessionDeactivated" or $event == "interruptionBegan" then
      .active = false | .override = false
    elif $event == "preferredInputSet" then
      if $line.port == null then .asked = null
      elif $line.port == "builtInMic" then
        if .route[0] != "builtInMic" then .asked = "builtInMic" else . end
      else
        ($line.port | after_at) as $device
        | if .input_device != $device then .asked = $device | .override = false else . end
      end
    elif $event == "outputOverridden" then
      if $line.port then (if .category != "playback" then .override = true else . end)
      else .override = false | if .asked == "builtInMic" then .asked = null else . end end
    else . end;

# Each of these gives [input, output, the input's device].
def own($output): ["builtInMic", $output, null];
def newest_of($kinds):
  . as $m | first($m.rack | reverse | .[] | select($m.kinds[.] as $kind | $kinds | index($kind)))
    // null;
def newest_output:
  . as $m | first($m.rack | reverse | .[] | . as $device | select($m | output($device))) // null;
def beside($output):
  newest_of(["wiredHeadset", "usbHeadset"]) as $device
  | if $device == null then own($output)
    elif .kinds[$device] == "usbHeadset" then ["usbAudio", $output, $device]
    else ["headsetMic", $output, $device] end;
def through($device; $port):
  if $port == "bluetoothHFP" or $port == "usbAudio" or $port == "carAudio"
  then [$port, $port, $device]
  elif $port == "headphones" and .kinds[$device] == "wiredHeadset"
  then ["headsetMic", "headphones", $device]
  else beside($port) end;
def through_newest($otherwise):
  newest_output as $device
  | if $device == null then own($otherwise) else through($device; output($device)) end;

def decide_phone_unpicked:
  newest_of(["handsFree"]) as $headset
  | if .routing == "bluetoothHeadset" and $headset != null then through($headset; "bluetoothHFP")
    elif .routing == "speaker" and all(.kinds[.rack[]]; . == "bluetoothSpeaker")
    then own("builtInSpeaker")
    elif (.newcomer | not) and .place == "phone" then
      newest_of(wired | keys) as $device
      | if $device == null then own("builtInReceiver") else through($device; output($device)) end
    elif (.newcomer | not) and .place != null and (.place as $p | .rack | index($p) != null)
      and output(.place) != null
    then through(.place; output(.place))
    else through_newest("builtInReceiver") end;

def decide_phone:
  if .picked == "builtInReceiver" or .picked == "builtInSpeaker" then own(.picked)
  elif .picked != null and output(.picked) != null then through(.picked; output(.picked))
  else decide_phone_unpicked end;

def alone($device; $a2dp):
  if .kinds[$device] == "handsFree" then $a2dp else output($device) end;

def decide_app:
  (if .mode == "videoChat" or has_option("defaultToSpeaker")
   then "builtInSpeaker" else "builtInReceiver" end) as $own
  | if .override then own("builtInSpeaker")
    elif .asked == "builtInMic" then
      (if admits_a2dp then "bluetoothA2DP" else null end) as $a2dp
      | . as $m
      | own(first($m.rack | reverse | .[] | . as $d | $m | alone($d; $a2dp) | values) // $own)
    elif .asked != null and has_microphone(.asked) then through(.asked; output(.asked))
    else through_newest($own) end;

def decide:
  if is_on then decide_phone
  elif .active | not then [null, null, null]
  elif .category == "playback" then
    newest_output as $device
    | [null, (if $device == null then "builtInSpeaker" else output($device) end), null]
  else decide_app end;

def name: if .[1] == null then "none" else (.[0] // "-") + " " + .[1] end;

reduce inputs as $line ({counts: {}, events: 0};
  if $line.event then
    take($line) | decide as $route
    | .route = $route | .input_device = $route[2] | .counts[$route | name] += 1 | .events += 1
  elif $line.trace then begin($line)
  else . end)
| {events, routes: .counts}
