<map version="1.0.1">
<node TEXT="Choir singing">
<node TEXT="Breathing"><node TEXT="Diaphragm"/><node TEXT="Posture"/></node>
<node TEXT="Sight singing" LINK="https://choir.example.org/sight"><node TEXT="Clefs"/></node>
</node>
</map>
