"""The desk's screens for signing in another's place (Plh., Plt.): for administrators, signatories and their delegates."""
